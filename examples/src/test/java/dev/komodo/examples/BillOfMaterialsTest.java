package dev.komodo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// `bom/pom.xml` has no parent, so that who imports it gets Komodo's versions only; what it repeats
/// is compared here.
final class BillOfMaterialsTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void itHasTheVersionOfTheLibraries() throws IOException {
        String version = found("pom.xml", "<version>(.*?)</version>").getFirst();
        assertThat(found("bom/pom.xml", "<version>(.*?)</version>").getFirst()).isEqualTo(version);
        assertThat(found("examples/consumer/pom.xml", "<komodo.version>(.*?)</komodo.version>"))
                .containsExactly(version);
    }

    @Test
    void itNamesTheLibrariesAndNothingElse() throws IOException {
        List<String> libraries =
                found("pom.xml", "<module>(.*?)</module>").stream()
                        .filter(BillOfMaterialsTest::isLibrary)
                        .map(module -> "komodo-" + module)
                        .toList();
        assertThat(libraries).hasSizeGreaterThan(4);
        assertThat(found("bom/pom.xml", "<artifactId>(komodo-(?!bom).*?)</artifactId>"))
                .containsExactlyInAnyOrderElementsOf(libraries);
    }

    @Test
    void nothingElseIsPublished() throws IOException {
        for (String module : found("pom.xml", "<module>(.*?)</module>")) {
            assertThat(found(module + "/pom.xml", "<maven.deploy.skip>(true)<"))
                    .as(module)
                    .hasSize(isLibrary(module) || module.equals("bom") ? 0 : 1);
        }
    }

    private static boolean isLibrary(String module) {
        return Files.exists(ROOT.resolve(module).resolve("src/main/java/module-info.java"));
    }

    private static List<String> found(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(ROOT.resolve(file)))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
