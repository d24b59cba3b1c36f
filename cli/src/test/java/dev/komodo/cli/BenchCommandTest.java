package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `komodo bench` on the digits example, beside the interpreter and beside ONNX Runtime.
final class BenchCommandTest {
    private static final String MODEL = "../examples/digits/digits.onnx";
    private static final List<String> SHORT = List.of("--dim", "n=3", "--time", "0.005");

    private record Result(int status, String out, String err) {}

    private static Result bench(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words =
                Stream.concat(
                                Stream.concat(Stream.of("bench"), Stream.of(arguments)),
                                SHORT.stream())
                        .toArray(String[]::new);
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), words);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status = line.execute(words);
        return new Result(status, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "onnxruntime"})
    void bothSidesOfAModelAreMeasured(String peer) {
        Result result = bench(MODEL, "--against", peer, "--threads", "1,2", "--json");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        List<String> rows = result.out().lines().toList();
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst())
                .startsWith("[{\"model\": \"" + MODEL)
                .contains("\"threads\": 1");
        assertThat(rows.getLast()).endsWith("}]").contains("\"threads\": 2");
        assertThat(rows)
                .allSatisfy(
                        row ->
                                assertThat(row)
                                        .containsPattern("\"komodo_ms\": [0-9]")
                                        .containsPattern("\"peer_ms\": [0-9]")
                                        .containsPattern("\"ratio\": [0-9]")
                                        .contains("\"name\": \"" + peer + "\"")
                                        // 3 images: 2 * 3 * (64 * 96 + 96 * 48 + 48 * 10)
                                        .contains("\"product_flops\": 67392.0")
                                        .containsPattern("\"fma_f32\": [0-9]")
                                        .containsPattern("\"stream_copy\": [0-9]"));
    }

    @Test
    void withoutAPeerThereIsNoRatio() {
        Result result = bench(MODEL, "--json", "--threads", "1");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("\"komodo_ms\": ").doesNotContain("ratio", "peer");
    }

    @Test
    void peopleSeeATableWithTheCeilingsAboveIt() {
        Result result = bench(MODEL, "--against", "interpreter", "--threads", "1");
        assertThat(result.status()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("ceilings at 1 thread: fma_f32 ");
        assertThat(lines.get(1)).contains("interpreter ms", "ratio", "compute", "memory");
        assertThat(lines.get(2)).startsWith("digits ").contains("in cache", "compute");
    }

    @Test
    void aPeerThatComputesSomethingElseIsAFailure() {
        Result result = bench(MODEL, "--against", "liar", "--json", "--threads", "1");
        assertThat(result.status()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(MODEL, "results differ: probabilities: element 29");
        assertThat(result.out()).contains("\"error\": ").doesNotContain("komodo_ms");
    }

    @Test
    void mistakesAreOneHelpfulLine() {
        Map<List<String>, String> mistakes =
                Map.of(
                        List.of(MODEL, "--against", "nobody"), "KOMODO_PEERS",
                        List.of("absent.onnx"), "There is no model file absent.onnx",
                        List.of(MODEL, "--input", "soup=ones", "--threads", "1"), "[soup]",
                        List.of(MODEL, "--threads", "0"), "threads must lie in [1,");
        mistakes.forEach(
                (arguments, expected) -> {
                    Result result = bench(arguments.toArray(String[]::new));
                    assertThat(result.err()).contains(expected);
                    assertThat(result.err().lines()).hasSize(1);
                    assertThat(result.status()).isEqualTo(ExitCode.USAGE);
                });
    }
}
