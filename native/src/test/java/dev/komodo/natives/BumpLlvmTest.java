package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.ToolProvider;

/// `build/BumpLlvm.java`, which the weekly workflow runs, on copies of the files that hold the pin
/// and on what Maven Central answered in November 2026.
final class BumpLlvmTest {
    private static final String PIN = "native/src/main/java/dev/komodo/natives/LlvmRange.java";
    private static final String RANGE = ">=20.1,<=20.1.7";
    private static final String ARTIFACT = "20.1.7-1.5.12";

    @TempDir static Path program;
    @TempDir Path root;
    private String metadata = "";

    @BeforeAll
    static void compile() {
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", program.toString(), "../build/BumpLlvm.java");
        assertThat(status).isZero();
    }

    @BeforeEach
    void aCheckoutThatIsUpToDate() throws IOException {
        write(PIN, "/// Not a pin: >=1.2\n    String PIN = \"" + RANGE + "\";\n");
        write("native/README.md", "| `KOMODO_LLVM` | libLLVM (`" + RANGE + "`) |\n");
        write("README.md", "# >=3.4 in a comment\nLLVM (`" + RANGE + "`) is needed.\n");
        write("pom.xml", "<!-- LLVM -->\n<llvm.version>" + ARTIFACT + "</llvm.version>\n");
        try (var recorded = BumpLlvmTest.class.getResourceAsStream("llvm-metadata.xml")) {
            metadata = new String(recorded.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void nothingIsNewer() throws Exception {
        Outcome outcome = bump();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.lines())
                .containsExactly("bumped=false", "latest=" + ARTIFACT, "new_cap=20.1.7");
        assertThat(read(PIN)).contains("\"" + RANGE + "\"");
    }

    @Test
    void aNewerPatchRaisesTheCap() throws Exception {
        publish("20.1.8-1.5.13");
        assertThat(bump().lines())
                .containsExactly("bumped=true", "latest=20.1.8-1.5.13", "new_cap=20.1.8");
        assertThat(read(PIN)).contains("\">=20.1,<=20.1.8\"");
        assertThat(read("native/README.md")).contains("`>=20.1,<=20.1.8`");
        assertThat(read("README.md")).contains("`>=20.1,<=20.1.8`");
        assertThat(read("pom.xml")).contains("<llvm.version>20.1.8-1.5.13</llvm.version>");
    }

    @Test
    void anotherMinorVersionMovesBothBounds() throws Exception {
        publish("21.1.10-1.5.13", "21.1.9-1.5.14");
        assertThat(bump().lines())
                .containsExactly("bumped=true", "latest=21.1.10-1.5.13", "new_cap=21.1.10");
        assertThat(read(PIN)).contains("\">=21.1,<=21.1.10\"");
        assertThat(read("pom.xml")).contains("<llvm.version>21.1.10-1.5.13</llvm.version>");
    }

    @Test
    void newPackagingOfTheSameLlvmIsTaken() throws Exception {
        publish("20.1.7-1.5.13");
        assertThat(bump().lines())
                .containsExactly("bumped=true", "latest=20.1.7-1.5.13", "new_cap=20.1.7");
        assertThat(read(PIN)).contains("\"" + RANGE + "\"");
    }

    @Test
    void unstableReleasesAreIgnored() throws Exception {
        publish(
                "21.1.0-1.5.13-SNAPSHOT",
                "21.1.0-rc1-1.5.13",
                "21.1.0-1.5.13-rc1",
                "22.0.0-pre-1.5.13",
                "22.0.0.dev1-1.5.13",
                "next");
        assertThat(bump().lines()).startsWith("bumped=false");
    }

    @Test
    void aRegistryThatLagsBehindChangesNothing() throws Exception {
        write("pom.xml", "<llvm.version>20.1.8-1.5.13</llvm.version>\n");
        for (String place : List.of(PIN, "native/README.md", "README.md")) {
            write(place, read(place).replace(RANGE, ">=20.1,<=20.1.8"));
        }
        assertThat(bump().lines())
                .containsExactly("bumped=false", "latest=" + ARTIFACT, "new_cap=20.1.8");
    }

    @Test
    void aMissingCapIsWritten() throws Exception {
        write(PIN, "String PIN = \">=20.1\";\n");
        assertThat(bump().lines()).startsWith("bumped=true");
        assertThat(read(PIN)).isEqualTo("String PIN = \"" + RANGE + "\";\n");
    }

    @Test
    void aCapThatExcludesIsReplacedByOneThatIncludes() throws Exception {
        write(PIN, "String PIN = \">=20.1,<21\";\n");
        assertThat(bump().lines()).startsWith("bumped=true");
        assertThat(read(PIN)).isEqualTo("String PIN = \"" + RANGE + "\";\n");
    }

    @Test
    void commentsAreLeftAlone() throws Exception {
        publish("20.1.8-1.5.13");
        bump();
        assertThat(read(PIN)).startsWith("/// Not a pin: >=1.2\n");
        assertThat(read("README.md")).startsWith("# >=3.4 in a comment\n");
    }

    @Test
    void differentLowerBoundsAreRefused() throws Exception {
        publish("20.1.8-1.5.13");
        write("README.md", "LLVM (`>=19.1,<=20.1.7`) is needed.\n");
        assertRefused("lower bounds of the LLVM pins differ");
        assertThat(read("README.md")).contains(">=19.1,<=20.1.7");
    }

    @Test
    void aPlaceWithoutAPinIsRefused() throws Exception {
        write(PIN, "// String PIN = \"" + RANGE + "\";\n");
        assertRefused("No LLVM pin (such as >=20.1,<=20.1.7) in " + PIN);
    }

    @Test
    void aBuildWithoutAnArtifactIsRefused() throws Exception {
        write("pom.xml", "<llvm.version>[20,)</llvm.version>\n");
        assertRefused("pom.xml must pin LLVM once");
    }

    @Test
    void anAnswerWithoutReleasesIsRefused() throws Exception {
        metadata = "<html>maintenance</html>";
        assertRefused("No stable release in ");
    }

    private void assertRefused(String message) throws Exception {
        String before = read(PIN);
        Outcome outcome = bump();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.lines()).hasSize(1).first().asString().contains(message);
        assertThat(read(PIN)).isEqualTo(before);
    }

    private record Outcome(int status, List<String> lines) {}

    private Outcome bump() throws IOException, InterruptedException {
        write("maven-metadata.xml", metadata);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                program.toString(),
                                "BumpLlvm",
                                root.toString(),
                                root.resolve("maven-metadata.xml").toString())
                        .redirectErrorStream(true)
                        .start();
        try (var output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), text.lines().toList());
        }
    }

    private void publish(String... versions) {
        for (String version : versions) {
            metadata =
                    metadata.replace(
                            "    </versions>",
                            "      <version>" + version + "</version>\n    </versions>");
        }
    }

    private void write(String place, String text) throws IOException {
        Path file = root.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read(String place) throws IOException {
        return Files.readString(root.resolve(place));
    }
}
