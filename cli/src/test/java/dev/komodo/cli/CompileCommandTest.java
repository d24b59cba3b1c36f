package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compiling ahead, in one process for another.
final class CompileCommandTest {
    private static final String MODEL = "../examples/digits/digits.onnx";

    /// The class that drives LLVM: a process that never loads it has compiled nothing.
    private static final String COMPILER = "dev.komodo.jit.CodeGeneration ";

    @TempDir Path folder;

    private record Result(int status, String printed, String loadedClasses) {}

    private Result process(String... arguments) throws IOException, InterruptedException {
        Path classes = Files.createTempFile(folder, "classes", ".log");
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:+UseSerialGC");
        command.add("-Xlog:class+load:file=" + classes);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("dev.komodo.cli.Main");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KOMODO_CACHE", folder.resolve("cache").toString());
        Process process = builder.start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), printed, Files.readString(classes));
    }

    @Test
    void anotherProcessFindsWhatWasCompiledAheadAndCompilesNothing() throws Exception {
        Result ahead =
                process("compile", MODEL, "--target", "host,x86-64-v3", "--dim", "n=3", "--json");
        assertThat(ahead.status()).as(ahead.printed()).isZero();
        assertThat(ahead.printed())
                .contains("\"target\": \"host\"", "\"target\": \"x86-64-v3\"")
                .contains("\"cache\": \"miss\"")
                .doesNotContain("\"cache\": \"hit\"");
        assertThat(ahead.loadedClasses()).contains(COMPILER);
        for (List<String> flags :
                List.of(
                        List.of("--target", "host"),
                        List.of("--target", "x86-64-v3"),
                        List.of("--target", "host", "--specialise"))) {
            List<String> command = new ArrayList<>(List.of("run", MODEL, "--input", "images=ones"));
            command.addAll(List.of("--dim", "n=3", "--json"));
            command.addAll(flags);
            Result run = process(command.toArray(String[]::new));
            assertThat(run.status()).as(run.printed()).isZero();
            assertThat(run.printed()).contains("\"cache\": \"hit\"", "\"compile_ms\": 0.0");
            assertThat(run.loadedClasses())
                    .doesNotContain(COMPILER)
                    .as("no recording runs, so no event is loaded")
                    .doesNotContain(" dev.komodo.events.CompileEvent ", " jdk.jfr.Event ");
        }
    }

    @Test
    void aLayerIsFilledInsteadOfTheUsersCache() throws Exception {
        Path layer = folder.resolve("layer");
        Result result = process("compile", MODEL, "--layer", layer.toString());
        assertThat(result.status()).as(result.printed()).isZero();
        assertThat(result.printed()).contains("cache miss", layer.toRealPath().toString());
        assertThat(folder.resolve("cache/objects")).doesNotExist();
    }

    @Test
    void anUnknownTargetIsOneLine() throws Exception {
        Result result = process("compile", MODEL, "--target", "pentium");
        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.printed().lines()).hasSize(1);
        assertThat(result.printed()).contains("No target is called 'pentium'");
    }
}
