package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;
import dev.komodo.onnx.numpy.NpyWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The command, in this process, on the digits example.
final class CommandTest {
    private static final Path DIGITS = Path.of("../examples/digits");
    private static final String MODEL = DIGITS.resolve("digits.onnx").toString();
    private static final String IMAGES = "images=" + DIGITS.resolve("images.npy");

    @TempDir Path folder;

    private record Result(int status, String out, String err) {}

    private static Result komodo(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status = line.execute(arguments);
        return new Result(status, out.toString(), err.toString());
    }

    @Test
    void runPrintsTheDigitsAndWritesTheProbabilities() throws IOException {
        Result result = komodo("run", MODEL, "--input", IMAGES, "--output-dir", folder.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("digits.onnx: cache ", "probabilities f32[360, 10]", "digit i64[360]");

        float[] expected = floats(DIGITS.resolve("expected_probabilities.npy"));
        float[] found = floats(folder.resolve("probabilities.npy"));
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).isLessThan(1e-5f);
        }
        ByteBuffer labels = NpyReader.read(DIGITS.resolve("labels.npy")).data();
        ByteBuffer digits = NpyReader.read(folder.resolve("digit.npy")).data();
        long right = 0;
        for (int i = 0; i < 360; i++) {
            right += labels.getLong(8 * i) == digits.getLong(8 * i) ? 1 : 0;
        }
        assertThat(right / 360.0).isGreaterThan(0.97);
    }

    private static float[] floats(Path file) throws IOException {
        NpyArray array = NpyReader.read(file);
        float[] values = new float[Math.toIntExact(array.elementCount())];
        array.data().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    @Test
    void theSecondRunIsAHit() {
        komodo("run", MODEL, "--input", "images=random:3", "--dim", "n=5");
        Result second =
                komodo("run", MODEL, "--input", "images=random:3", "--dim", "n=5", "--json");
        assertThat(second.status()).isZero();
        assertThat(second.out())
                .contains(
                        "\"cache\": \"hit\"",
                        "\"compile_ms\": 0.0",
                        "\"load_ms\": ",
                        "\"run_ms\": ")
                .contains("\"name\": \"probabilities\", \"dtype\": \"f32\", \"shape\": [5, 10]");
    }

    @Test
    void aProfileShowsEachFusedLoopAndIsWrittenAsTraceEvents() throws IOException {
        Path trace = folder.resolve("trace.json");
        List<String> run = List.of("run", MODEL, "--input", IMAGES, "--trace", trace.toString());
        Result text = komodo(run.toArray(String[]::new));
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("median of 10", "add, maximum, contract -> f32[n, 48]")
                .contains("between the loops");
        List<String> lines = Files.readAllLines(trace);
        assertThat(lines.getFirst()).isEqualTo("{\"displayTimeUnit\": \"ns\", \"traceEvents\": [");
        assertThat(lines.getLast()).isEqualTo("]}");
        assertThat(lines.subList(1, lines.size() - 1))
                .allMatch(line -> line.startsWith("{\"name\": ") && line.contains("\"ph\": "))
                .anyMatch(line -> line.contains("\"cat\": \"loop\""))
                .anyMatch(line -> line.contains("\"args\": {\"name\": \"caller\"}"));

        Result json = komodo("run", MODEL, "--input", IMAGES, "--profile", "--runs", "3", "--json");
        assertThat(json.out())
                .contains("\"cache\": \"hit\"", "\"profile\": {\"call_ms\": ", "\"calls\": 2, ");
    }

    @Test
    void withoutACacheEachRunCompiles() {
        List<String> run =
                List.of(
                        "run",
                        MODEL,
                        "--input",
                        "images=zeros",
                        "--dim",
                        "n=2",
                        "--no-cache",
                        "--json");
        assertThat(komodo(run.toArray(String[]::new)).out()).contains("\"cache\": \"miss\"");
        assertThat(komodo(run.toArray(String[]::new)).out()).contains("\"cache\": \"miss\"");
    }

    @Test
    void mistakesAreOneHelpfulLine() throws IOException {
        Path wide = folder.resolve("wide.npy");
        NpyWriter.write(wide, NpyArray.ofFloats(List.of(2L, 65L), new float[130]));
        Path doubles = folder.resolve("doubles.npy");
        NpyWriter.write(doubles, NpyArray.ofDoubles(List.of(2L, 64L), new double[128]));
        Path noModel = Files.writeString(folder.resolve("no.onnx"), "this is no model");
        Map<List<String>, String> mistakes =
                Map.of(
                        List.of("run", MODEL), "Give a value to images f32[n, 64]",
                        List.of("run", MODEL, "--input", "images=random"), "--dim n=N",
                        List.of("run", MODEL, "--input", "images=" + wide), "must be 64",
                        List.of("run", MODEL, "--input", "images=" + doubles), "must be f32[n, 64]",
                        List.of("run", MODEL, "--input", "images=" + folder.resolve("absent.npy")),
                                "no such file",
                        List.of("run", MODEL, "--input", "x=ones", "--input", IMAGES),
                                "no input 'x'",
                        List.of("run", folder.resolve("absent.onnx").toString()), "absent.onnx",
                        List.of("run", noModel.toString()), "no.onnx",
                        List.of("run", MODEL, "--input", "images"), "NAME=FILE.npy",
                        List.of("inspect", MODEL, "--stage", "soup"),
                                "stages: graph, rewritten, loops");
        mistakes.forEach(
                (arguments, expected) -> {
                    Result result = komodo(arguments.toArray(String[]::new));
                    assertThat(result.status()).as(arguments.toString()).isEqualTo(ExitCode.USAGE);
                    assertThat(result.err().lines()).as(result.err()).hasSize(1);
                    assertThat(result.err()).startsWith("komodo: ").contains(expected);
                    assertThat(result.out()).isEmpty();
                });
    }

    @Test
    void verboseAddsTheStackTrace() {
        Result result = komodo("run", folder.resolve("absent.onnx").toString(), "--verbose");
        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("\tat dev.komodo.");
    }

    @Test
    void wrongUsageNamesTheHelp() {
        assertThat(komodo("run").err()).contains("MODEL").contains("komodo run --help");
        assertThat(komodo("fly").status()).isEqualTo(ExitCode.USAGE);
        assertThat(komodo().err()).contains("a command is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "verify",
                "inspect",
                "bench",
                "cache",
                "cache path",
                "cache ls",
                "cache show",
                "cache stat",
                "cache verify",
                "cache explain",
                "cache gc",
                "cache export",
                "cache import",
                "cache clear",
                "doctor",
                "generate-completion"
            })
    void helpHasAnExample(String command) {
        String[] words = (command + " --help").strip().split(" ");
        Result result = komodo(words);
        assertThat(result.status()).as(Arrays.toString(words)).isZero();
        assertThat(result.out())
                .contains("Example", "komodo " + command.strip(), "Exit status:")
                .doesNotContain("\u001B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph", "rewritten", "loops", "llvm", "optimized-llvm", "asm"})
    void inspectPrintsEachStage(String stage) {
        Result result = komodo("inspect", MODEL, "--stage", stage, "--target", "x86-64-v3");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        String sign =
                switch (stage) {
                    case "graph", "rewritten" -> "graph @";
                    case "loops" -> "for ";
                    case "llvm", "optimized-llvm" -> "define linkonce_odr i32 @";
                    default -> "vfmadd";
                };
        assertThat(result.out()).contains(sign);
    }

    @Test
    void theDoctorIsContentHere() {
        Result result = komodo("doctor");
        assertThat(result.out())
                .doesNotContain("PROBLEM")
                .contains("llvm       ok", "kernel     ok");
        assertThat(result.status()).isZero();
    }

    @Test
    void anLlvmThatIsNotThereIsOneLineForRunAndForTheDoctor() throws Exception {
        for (List<String> arguments :
                List.of(
                        List.of("doctor"),
                        List.of("run", MODEL, "--input", "images=ones", "--dim", "n=1"))) {
            List<String> command =
                    new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
            command.addAll(
                    List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.add("dev.komodo.cli.Main");
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("KOMODO_LLVM", folder.resolve("no-llvm").toString());
            Process process = builder.start();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(printed).isNotZero();
            assertThat(printed)
                    .contains("KOMODO_LLVM names", "does not exist")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(komodo("--version").out()).startsWith("komodo ");
    }
}
