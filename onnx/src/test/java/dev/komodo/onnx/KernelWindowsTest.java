package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.onnx.ModelWriter.GraphWriter;
import dev.komodo.onnx.conformance.GraphRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Slice and TopK whose bounds only the kernel knows: results have the true size of each call.
final class KernelWindowsTest {
    private static final int EXTENT = 7;

    @TempDir private Path folder = Path.of("");
    private final Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache());

    @AfterEach
    void close() {
        komodo.close();
    }

    /// The elements of the outputs, which interpreter and kernel agree on.
    private List<List<Double>> run(Graph graph, Literal argument) {
        Map<String, Literal> arguments = Map.of("x", argument);
        List<Literal> expected = GraphRunner.interpreted().run(graph, arguments);
        List<Literal> found = GraphRunner.compiled(komodo).run(graph, arguments);
        assertThat(found).isEqualTo(expected);
        return found.stream().map(ModelWriter::elements).toList();
    }

    /// A model in which `n` is the first element of the f32 vector `x`, as an integer.
    private static ModelWriter counting() {
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", EXTENT)
                .constant("zero", LiteralBuilder.vector(DType.I64, 0))
                .constant("far", LiteralBuilder.vector(DType.I64, 1L << 62))
                .constant("near", LiteralBuilder.vector(DType.I64, -(1L << 62)))
                .node("head = Gather x, zero")
                .node("n = Cast head", attribute("to", 7L));
        return model;
    }

    /// NumPy's `x[start:end:step]`.
    private static List<Double> sliced(long start, long end, long step) {
        long last = step > 0 ? EXTENT : EXTENT - 1;
        long least = step > 0 ? 0 : -1;
        long from = Math.clamp(start < 0 ? start + EXTENT : start, least, last);
        long until = Math.clamp(end < 0 ? end + EXTENT : end, least, last);
        List<Double> picked = new ArrayList<>();
        for (long i = from; step > 0 ? i < until : i > until; i += step) {
            picked.add((double) i);
        }
        return picked;
    }

    @ParameterizedTest
    @CsvSource({"n, far, 1", "zero, n, 1", "n, far, 3", "n, near, -1", "far, n, -2", "near, n, 2"})
    void aSliceHasTheSizeOfItsCall(String start, String end, int step) {
        ModelWriter model = counting();
        GraphWriter graph =
                model.graph()
                        .constant("step", LiteralBuilder.vector(DType.I64, step))
                        .constant("all", iota())
                        .node("y = Slice all, %s, %s, zero, step".formatted(start, end));
        graph.output("y");
        Graph imported = model.read(folder).graph();
        for (long n = -9; n <= 9; n++) {
            List<Double> expected = sliced(bound(start, n), bound(end, n), step);
            double[] x = new double[EXTENT];
            x[0] = n;
            assertThat(run(imported, LiteralBuilder.vector(DType.F32, x)).getFirst())
                    .as("n = " + n)
                    .isEqualTo(expected);
        }
    }

    private static long bound(String name, long n) {
        return switch (name) {
            case "n" -> n;
            case "far" -> 1L << 62;
            case "near" -> -(1L << 62);
            default -> 0;
        };
    }

    private static Literal iota() {
        double[] values = new double[EXTENT];
        for (int i = 0; i < EXTENT; i++) {
            values[i] = i;
        }
        return LiteralBuilder.vector(DType.F32, values);
    }

    @Test
    void aTopKGivesAsManyAsAreWanted() {
        ModelWriter model = counting();
        model.graph().node("values, positions = TopK x, n").output("values").output("positions");
        Graph graph = model.read(folder).graph();

        assertThat(run(graph, LiteralBuilder.vector(DType.F32, 3, 9, 1, 7, 0, 8, 2)))
                .containsExactly(List.of(9.0, 8.0, 7.0), List.of(1.0, 5.0, 3.0));
        assertThat(run(graph, LiteralBuilder.vector(DType.F32, 0, 9, 1, 7, 0, 8, 2)))
                .containsExactly(List.of(), List.of());
    }

    /// The windows of a loop are of one size where each is inside, so that the loop can carry them.
    @Test
    void aWindowThatMovesWithALoopIsOfOneSize() {
        GraphWriter body =
                new GraphWriter("body")
                        .input(7, "i")
                        .input(9, "go")
                        .input("sum", 2)
                        .constant("axis", LiteralBuilder.vector(DType.I64, 0))
                        .constant("two", LiteralBuilder.scalar(DType.I64, 2L))
                        .node("end = Add i, two")
                        .node("from = Unsqueeze i, axis")
                        .node("until = Unsqueeze end, axis")
                        .node("window = Slice x, from, until")
                        .node("next = Add sum, window")
                        .node("on = Identity go")
                        .output("on")
                        .output("next")
                        .output("window");
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", EXTENT)
                .constant("rounds", LiteralBuilder.scalar(DType.I64, EXTENT - 1L))
                .constant("none", LiteralBuilder.vector(DType.F32, 0, 0))
                .node("sum, windows = Loop rounds, _, none", attribute("body", body.message()))
                .output("sum")
                .output("windows");
        List<List<Double>> outputs = run(model.read(folder).graph(), iota());

        assertThat(outputs.getFirst()).containsExactly(15.0, 21.0);
        assertThat(outputs.get(1))
                .containsExactly(0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0, 6.0);
    }
}
