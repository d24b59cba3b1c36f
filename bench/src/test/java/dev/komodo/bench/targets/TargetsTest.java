package dev.komodo.bench.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.measure.Interleaved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command: what it prints, and its exit codes.
final class TargetsTest {
    @TempDir private Path folder = Path.of("");

    private record Outcome(int status, String out, String err) {}

    private static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> words = new ArrayList<>(List.of("--root", ".."));
        words.addAll(List.of(arguments));
        int status =
                Targets.run(
                        words,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aRowIsMeasuredBesideItsPeersAndWrittenAsJson() throws IOException {
        Path json = folder.resolve("run.json");
        Outcome outcome =
                run(
                        "digits_1",
                        "--turns",
                        "1",
                        "--models",
                        folder.toString(),
                        "--json",
                        json.toString());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("ceilings, threads 2: fma_f32 ")
                .containsPattern("\\| digits_1 \\| 1 \\| [0-9.]+ \\| [0-9.]+ \\([0-9.]+\\) \\|")
                .containsPattern("\\| digits_1 \\| 2 \\| ")
                .contains("| 5.00 x onnxruntime |")
                .contains("0 rows failed");
        assertThat(Files.readString(json))
                .contains("\"row\": \"digits_1\"", "\"side\": \"komodo\"", "\"ratio\": ")
                .contains("\"asked\": \"5.00 x onnxruntime\"", "\"failures\": {}");
    }

    @Test
    void aRowThatCannotBeMeasuredFailsTheCommandWithOneLine() throws IOException {
        Files.writeString(folder.resolve("softmax.onnx"), "no model");
        Outcome outcome = run("softmax", "--turns", "1", "--models", folder.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("targets: softmax: ").hasLineCount(1);
        assertThat(outcome.out()).contains("1 rows failed");
    }

    @Test
    void mistakesInTheCommandLineAreOneLine() {
        for (List<String> wrong :
                List.of(
                        List.of("--quick"),
                        List.of("--turns"),
                        List.of("--turns", "none"),
                        List.of("--models", "nowhere"),
                        List.of("--models", folder.toString(), "matmul_77"))) {
            Outcome outcome = run(wrong.toArray(String[]::new));
            assertThat(outcome.status()).as(wrong.toString()).isEqualTo(2);
            assertThat(outcome.err()).startsWith("targets: ").hasLineCount(1);
        }
        assertThat(run("--models", folder.toString(), "matmul_77").err()).contains("matmul_1024");
    }

    @Test
    void rowsAreListed() {
        Outcome outcome = run("--list");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines())
                .contains("matmul_2048", "attention", "digits_1", "call", "compile_chain")
                .doesNotHaveDuplicates();
    }

    @Test
    void aRatioIsJudgedAgainstTheFastestPeer() {
        RowResult row =
                RowResult.of(
                        "row",
                        List.of(
                                timing(Timing.KOMODO, 1, 100),
                                timing(Timing.ONNX_RUNTIME, 1, 120),
                                timing("mkl", 1, 90),
                                timing(Timing.KOMODO, 2, 60),
                                timing(Timing.ONNX_RUNTIME, 2, 60)),
                        Map.of(),
                        List.of(
                                Aim.Ratio.of(1, Timing.ONNX_RUNTIME, "openblas", "mkl"),
                                new Aim.Scaling(1.8)));
        assertThat(row.verdicts())
                .extracting(Verdict::text)
                .containsExactly("no: 0.90", "yes", "no: 1.67");
        assertThat(TargetSummary.of(List.of(row), 1))
                .hasValueSatisfying(summary -> assertThat(summary.geometricMean()).isEqualTo(1.2));
        assertThat(TargetSummary.of(List.of(), 1)).isEqualTo(Optional.empty());
    }

    private static Timing timing(String side, int threads, double nanos) {
        return new Timing(
                side, threads, Interleaved.time(1, List.of(() -> new double[] {nanos})).getFirst());
    }
}
