package dev.komodo.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;
import dev.komodo.onnx.OnnxModel;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sweep: its models are ONNX models, and its command measures them.
final class SweepTest {
    @TempDir private Path folder = Path.of("");

    private record Outcome(int status, String out, String err) {}

    private static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status =
                Sweep.run(
                        List.of(arguments),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> eachModelCanBeImported() {
        return SweepCases.all().stream()
                .map(one -> DynamicTest.dynamicTest(one.fullName(), () -> checkImport(one)));
    }

    private void checkImport(SweepCase one) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, one.model().bytes());
        Graph graph = OnnxModel.read(file).graph();
        assertThat(graph.outputs()).singleElement().extracting(Graph.Output::name).isEqualTo("y");
    }

    @Test
    void namesDiffer() {
        assertThat(SweepCases.all()).extracting(SweepCase::fullName).doesNotHaveDuplicates();
    }

    @Test
    void casesAreMeasuredWorstFirstAndWrittenAsJson() throws IOException {
        Path json = folder.resolve("sweep.json");
        Outcome outcome =
                run("matmul 3 x 5 x 7", "Exp [100]", "--turns", "1", "--json", json.toString());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .startsWith("| ratio | ratio, 2 threads | case |")
                .contains("| matmul 3 x 5 x 7 |", "| element Exp [100] |")
                .containsPattern("all: 2 cases, geometric mean [0-9.]+ at 1 thread");
        assertThat(Files.readString(json))
                .contains("\"family\": \"matmul\"", "\"case\": \"3 x 5 x 7\"", "\"ratio_2\": ");
    }

    @Test
    void mistakesInTheCommandLineAreOneLine() {
        for (List<String> wrong :
                List.of(List.of("--fast"), List.of("--most", "0"), List.of("no such case"))) {
            Outcome outcome = run(wrong.toArray(String[]::new));
            assertThat(outcome.status()).as(wrong.toString()).isEqualTo(2);
            assertThat(outcome.err()).startsWith("sweep: ").hasLineCount(1);
        }
    }
}
