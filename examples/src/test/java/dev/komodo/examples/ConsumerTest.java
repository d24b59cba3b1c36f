package dev.komodo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/// A project of somebody else (`examples/consumer`), compiled against the libraries that this build
/// made and run in JVMs of its own, as a named module and on the class path. Native access is
/// denied to all code that the options do not name.
final class ConsumerTest {
    private static final String MAIN = "com.example.digits.Digits";
    private static final String ANSWER = "351 of 360 images read right";

    @TempDir static Path folder;
    private static Libraries libraries = new Libraries(List.of());

    @BeforeAll
    static void compile() throws IOException {
        libraries = Libraries.built();
        assertThat(compiler("--module-path", libraries.asPath(), "-Xlint:all", "-Werror"))
                .isEmpty();
    }

    @Test
    void aNamedModuleUsesNamedModules() throws Exception {
        String path = libraries.asPath() + File.pathSeparator + folder;
        assertThat(
                        java(
                                "--enable-native-access=" + Libraries.NATIVE,
                                "--module-path",
                                path,
                                "--module",
                                "com.example.digits/" + MAIN))
                .startsWith(ANSWER);
    }

    @Test
    void theClassPathWorksAsWell() throws Exception {
        String path = libraries.asPath() + File.pathSeparator + folder;
        assertThat(java("--enable-native-access=ALL-UNNAMED", "--class-path", path, MAIN))
                .startsWith(ANSWER);
    }

    /// With nothing in the cache: a kernel that is found there needs no LLVM.
    @Test
    void eachOfTheThreeModulesNeedsNativeAccess() throws Exception {
        Map<String, String> cache = Map.of("KOMODO_CACHE", folder.resolve("cache").toString());
        String path = libraries.asPath() + File.pathSeparator + folder;
        for (String missing : Libraries.NATIVE.split(",", -1)) {
            String others =
                    String.join(
                            ",",
                            Stream.of(Libraries.NATIVE.split(",", -1))
                                    .filter(module -> !module.equals(missing))
                                    .toList());
            assertThat(
                            java(
                                    cache,
                                    "--enable-native-access=" + others,
                                    "--module-path",
                                    path,
                                    "--module",
                                    "com.example.digits/" + MAIN))
                    .doesNotContain(ANSWER)
                    .contains("IllegalCallerException", missing);
        }
    }

    @Test
    void whatIsNotExportedCannotBeUsed() throws IOException {
        Path source =
                Files.writeString(
                        Files.createDirectories(folder.resolve("peek")).resolve("Peek.java"),
                        "class Peek { dev.komodo.jit.KernelLoader loader; }");
        Path descriptor =
                Files.writeString(
                        source.resolveSibling("module-info.java"),
                        "module peek { requires dev.komodo.compiler; }");
        assertThat(
                        compiler(
                                List.of(source, descriptor),
                                folder.resolve("peeked"),
                                "--module-path",
                                libraries.asPath()))
                .contains("package dev.komodo.jit is not visible");
    }

    private static String compiler(String... options) throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("consumer/src/main/java"))) {
            return compiler(
                    sources.filter(source -> source.toString().endsWith(".java")).toList(),
                    folder,
                    options);
        }
    }

    /// What the compiler says.
    private static String compiler(List<Path> sources, Path output, String... options)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--release", "25", "-d", output.toString()));
        var compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            compiler.getTask(
                            messages,
                            files,
                            null,
                            all,
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        return messages.toString();
    }

    /// What a JVM prints.
    private static String java(String... arguments) throws IOException, InterruptedException {
        return java(Map.of(), arguments);
    }

    private static String java(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--illegal-native-access=deny"));
        command.addAll(List.of(arguments));
        command.add("digits");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        }
    }
}
