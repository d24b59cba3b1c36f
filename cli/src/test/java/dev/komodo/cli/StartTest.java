package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What keeps a start short, without a clock: what a process loads and what it leaves alone. The
/// times are in `docs/performance.md`.
final class StartTest {
    private static final Path DIGITS = Path.of("../examples/digits");

    /// Where the work of a miss is done.
    private static final List<String> COMPILER =
            List.of(
                    "dev.komodo.rewrite.",
                    "dev.komodo.schedule.Scheduler",
                    "dev.komodo.contract.",
                    "dev.komodo.math.",
                    "dev.komodo.loop.LoopProgram",
                    "dev.komodo.loop.pass.",
                    "dev.komodo.emit.ModuleEmitter",
                    "dev.komodo.jit.ObjectCompiler",
                    "dev.komodo.llvm.generated.");

    @TempDir Path folder;

    @Test
    void aHitLoadsNoCompilerAndLinksFewNativeSignatures() throws Exception {
        List<String> miss = run();
        List<String> hit = run();
        assertThat(miss).anyMatch(name -> isOneOf(COMPILER, name));
        assertThat(miss).contains("dev.komodo.llvm.OrcDylib");
        assertThat(hit).contains("dev.komodo.jit.KernelLoader", "dev.komodo.link.ObjectLinker");
        assertThat(hit)
                .doesNotContain("dev.komodo.llvm.LlvmRuntime", "dev.komodo.llvm.OrcSession")
                .doesNotContain("java.util.Formatter", "dev.komodo.cli.PlainLoggers");
        assertThat(hit).noneMatch(name -> isOneOf(COMPILER, name));
        assertThat(hit).doesNotContain("javax.crypto.Mac");
        assertThat(count(hit, "DowncallStub/"))
                .as("of the calls of the runtime and of kernels")
                .isEqualTo(2);
        assertThat(count(hit, "UpcallStub/")).isZero();
    }

    /// What the process has mapped, asked by the system's own loader when the process ends.
    @Test
    void aHitNeverLoadsLlvm() throws Exception {
        assertThat(openedLibraries()).anyMatch(line -> line.contains("libLLVM"));
        assertThat(openedLibraries())
                .anyMatch(line -> line.contains("libkomodo_runtime"))
                .noneMatch(line -> line.contains("libLLVM"));
    }

    /// The lines in which the dynamic linker says what it loads (source: ld.so(8), LD_DEBUG).
    private List<String> openedLibraries() throws Exception {
        Path log = folder.resolve("libraries");
        start(
                List.of("-XX:TieredStopAtLevel=1"),
                arguments(),
                Map.of("LD_DEBUG", "files", "LD_DEBUG_OUTPUT", log.toString()));
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().startsWith(log + ".")).toList()) {
                lines.addAll(Files.readAllLines(file));
                Files.delete(file);
            }
        }
        return lines;
    }

    @Test
    void whatRunsNoKernelLoadsNoLlvm() throws Exception {
        for (List<String> arguments : List.of(List.of("--version"), List.of("cache", "ls"))) {
            List<String> classes = classes(arguments);
            assertThat(classes).contains("dev.komodo.cli.Main");
            assertThat(classes)
                    .doesNotContain(
                            "dev.komodo.natives.LlvmLibrary",
                            "dev.komodo.natives.NativeCalls",
                            "dev.komodo.llvm.LlvmRuntime",
                            "dev.komodo.llvm.OrcSession")
                    .noneMatch(name -> name.contains("DowncallStub/"));
        }
    }

    private List<String> run() throws Exception {
        return classes(arguments());
    }

    private List<String> arguments() {
        return List.of(
                "run",
                DIGITS.resolve("digits.onnx").toString(),
                "--input",
                "images=" + DIGITS.resolve("images.npy"),
                "--cache",
                folder.resolve("objects").toString());
    }

    /// The classes that a process of the command loads, hidden ones included.
    private List<String> classes(List<String> arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        start(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + log + "::filecount=0"),
                arguments,
                Map.of());
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(line -> line.replaceFirst("^(\\[[^]]*])+ *", ""))
                    .map(line -> line.replaceFirst(" .*", ""))
                    .toList();
        }
    }

    private void start(
            List<String> options, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    }

    private static boolean isOneOf(List<String> prefixes, String name) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    private static long count(List<String> classes, String part) {
        return classes.stream().filter(name -> name.contains(part)).count();
    }
}
