package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/// The launcher `./komodo`, on a distribution of its own: a program that prints its version, and a
/// `mvn` that builds it.
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "komodo").toAbsolutePath().normalize();

    @TempDir Path root;

    private record Result(int status, String out, String err) {}

    @BeforeEach
    void copyLauncher() throws IOException {
        Files.copy(LAUNCHER, root.resolve("komodo"));
        executable(root.resolve("komodo"));
    }

    @Test
    void runsTheProgramThatWasBuiltLast() throws Exception {
        build("one");
        assertThat(start("train").out()).isEqualTo("one\n");
        assertThat(classCaches()).hasSize(1);
        assertThat(start("on").out()).isEqualTo("one\n");

        build("two");
        assertThat(start("on").out()).isEqualTo("two\n");
        assertThat(start("train").out()).isEqualTo("two\n");
        assertThat(classCaches()).as("the caches of older builds go").hasSize(1);
        assertThat(start("on").out()).isEqualTo("two\n");
    }

    @Test
    void aTruncatedClassCacheIsIgnored() throws Exception {
        build("one");
        start("train");
        Path cache = classCaches().getFirst();
        for (long length : List.of(Files.size(cache) / 2, 100L, 1L)) {
            try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
                file.setLength(length);
            }
            Result result = start("on");
            assertThat(result.out()).isEqualTo("one\n");
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void theProgramsArgumentsAndStatusPassThrough() throws Exception {
        build("one");
        Result result = start("off", "exit", "a b", "*");
        assertThat(result.out()).isEqualTo("one\n[exit, a b, *]\n");
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    void twoFirstStartsAtOnceBuildOnce() throws Exception {
        Path tools = Files.createDirectory(root.resolve("tools"));
        build("built");
        Files.move(root.resolve("cli/target/dist"), root.resolve("ready"));
        Files.createDirectories(root.resolve("cli/target"));
        Path mvn = tools.resolve("mvn");
        Files.writeString(
                mvn,
                """
                #!/bin/sh
                echo built >> "%1$s/builds"
                cp -r "%1$s/ready" "%1$s/cli/target/dist.tmp"
                mv "%1$s/cli/target/dist.tmp" "%1$s/cli/target/dist"
                """
                        .formatted(root));
        executable(mvn);
        Process first = process("off", tools + ":" + System.getenv("PATH")).start();
        Process second = process("off", tools + ":" + System.getenv("PATH")).start();
        assertThat(finish(first).out()).isEqualTo("built\n");
        assertThat(finish(second).out()).isEqualTo("built\n");
        assertThat(Files.readAllLines(root.resolve("builds"))).hasSize(1);
    }

    @Test
    void aBuildThatFailsIsReported() throws Exception {
        Path tools = Files.createDirectory(root.resolve("tools"));
        Files.writeString(tools.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        executable(tools.resolve("mvn"));
        Result result = finish(process("off", tools + ":" + System.getenv("PATH")).start());
        assertThat(result.status()).isEqualTo(70);
        assertThat(result.err()).contains("the build failed");
    }

    /// On a machine without any: the launcher's own places are replaced by empty ones.
    @Test
    void withoutAJdkOneLineSaysWhatToDo() throws Exception {
        String text = Files.readString(LAUNCHER);
        String moved = text.replaceAll("/(usr/lib/jvm|usr/java|opt)/", root + "/none/$1/");
        assertThat(moved).isNotEqualTo(text);
        Files.writeString(root.resolve("komodo"), moved);
        ProcessBuilder builder = new ProcessBuilder(root.resolve("komodo").toString(), "doctor");
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "KOMODO_JAVA_HOME"));
        builder.environment().put("HOME", root.toString());
        Result result = finish(builder.start());
        assertThat(result.status()).as(result.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err())
                .startsWith("komodo: no JDK 25 found")
                .contains("apt-get install temurin-25-jdk", "JAVA_HOME");
    }

    private Result start(String aot, String... arguments) throws Exception {
        return finish(process(aot, System.getenv("PATH"), arguments).start());
    }

    private ProcessBuilder process(String aot, String path, String... arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(
                                        Stream.of(root.resolve("komodo").toString()),
                                        Stream.of(arguments))
                                .toList());
        builder.environment().put("KOMODO_AOT", aot);
        builder.environment().put("KOMODO_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PATH", path);
        return builder;
    }

    private static Result finish(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), out, err);
    }

    private List<Path> classCaches() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("cli/target/dist"))) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }

    /// Builds a distribution of which the program prints `version` (and, called with arguments,
    /// these).
    private void build(String version) throws Exception {
        Path source = Files.createDirectories(root.resolve("source")).resolve("Program.java");
        Files.writeString(
                source,
                """
                public class Program {
                    public static void main(String[] arguments) {
                        System.out.println("%s");
                        if (arguments.length > 0 && arguments[0].equals("exit")) {
                            System.out.println(java.util.Arrays.toString(arguments));
                            System.exit(3);
                        }
                    }
                }
                """
                        .formatted(version));
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, OutputStream.nullOutputStream(), null, source.toString());
        assertThat(status).isZero();
        Path distribution = Files.createDirectories(root.resolve("cli/target/dist"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Program");
        Path jar = distribution.resolve("komodo.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("Program.class"));
            out.write(Files.readAllBytes(source.resolveSibling("Program.class")));
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        Files.writeString(
                distribution.resolve("BUILD_ID"),
                HexFormat.of().formatHex(digest, 0, 16).toLowerCase(Locale.ROOT) + "\n");
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
