package dev.komodo.schedule;

import static dev.komodo.graph.DType.BOOL;
import static dev.komodo.graph.DType.F16;
import static dev.komodo.graph.DType.F32;
import static dev.komodo.graph.DType.F64;
import static dev.komodo.graph.DType.I32;
import static dev.komodo.graph.DType.I64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

class SchedulerTest {
    private static void check(Consumer<GraphBuilder> body, Map<String, Long> sizes) {
        Graph graph = Graph.build("test", body);
        Differential.check(graph, Differential.arguments(graph, new Random(5), sizes));
    }

    private static void check(Consumer<GraphBuilder> body) {
        check(body, Map.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 16, 33, 1000, 40_000})
    void computesElementwiseOverAnySize(long n) {
        check(
                g -> {
                    Tensor x = g.input("x", F32, g.dim("n"));
                    Tensor y = g.input("y", F32, g.dim("n"));
                    g.output("z", x.mul(y).add(1).exp().sub(x));
                    g.output("w", x.greater(y));
                },
                Map.of("n", n));
    }

    /// `exp(a)`, its sum and `sum(x + 1)` meet in one kernel; `sum(x * x)` needs it, through the
    /// gather, and so must not join `sum(x + 1)`, though both read x.
    @Test
    void kernelsThatReadTheSameAreKeptApartWhereOneNeedsTheOtherThroughEarlierValues() {
        check(
                g -> {
                    Tensor a = g.input("a", F64, 300);
                    Tensor x = g.input("x", F64, 49);
                    Tensor at = g.input("at", I64, 300);
                    Tensor e = a.exp();
                    Tensor own = x.mul(x).sum(0);
                    Tensor squares = own.add(e.gather(at, 0).mul(a).sum(0));
                    Tensor rest = e.sum(0).add(x.add(1).sum(0));
                    g.output("squares", squares);
                    g.output("rest", rest);
                });
    }

    @Test
    void broadcastsRowsColumnsAndScalars() {
        check(
                g -> {
                    Tensor x = g.input("x", F64, "m", "n");
                    Tensor row = g.input("row", F64, "n");
                    Tensor column = g.input("column", F64, "m", 1);
                    Tensor scalar = g.input("scalar", F64);
                    g.output("y", x.mul(row).add(column).mul(scalar.exp()));
                },
                Map.of("m", 5L, "n", 37L));
    }

    @Test
    void flattensContiguousShapes() {
        Graph graph =
                Graph.build(
                        "flat",
                        g -> {
                            Tensor x = g.input("x", F32, 6, 50, 70);
                            g.output("y", x.exp().reshape(300, 70).add(1));
                        });
        assertThat(LoopPrinter.print(Scheduler.schedule(graph, Differential.WIDE)))
                .doesNotContain("%");
        Differential.check(graph, Differential.arguments(graph, new Random(1), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 63, 64, 65, 1000, 2048, 2049, 9000})
    void reducesContiguousAxes(long n) {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 3, g.dim("n"));
                    g.output("sum", x.sum(1));
                    g.output("max", x.max(1));
                    g.output("min", x.mul(x).min(1));
                    g.output("all", x.sum());
                    g.output("any", x.greater(3).any(1));
                },
                Map.of("n", n));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 17, 2048, 2050, 5000})
    void reducesOtherAxes(long n) {
        check(
                g -> {
                    Tensor x = g.input("x", F64, g.dim("n"), 5);
                    Tensor y = g.input("y", F32, 2, g.dim("n"), 37);
                    g.output("sum", x.sum(0));
                    g.output("max", y.max(1));
                    g.output("mixed", y.sum(0, 2));
                },
                Map.of("n", n));
    }

    @Test
    void reducesIntegersTruthAndHalves() {
        check(
                g -> {
                    Tensor i = g.input("i", I32, 4, 100);
                    Tensor j = g.input("j", I64, 4, 100);
                    Tensor b = g.input("b", BOOL, 4, 100);
                    Tensor h = g.input("h", F16, 4, 100);
                    g.output("i", i.sum(1));
                    g.output("j", j.prod(0));
                    g.output("b", b.all(1));
                    g.output("c", b.any(0));
                    g.output("h", h.sum(0, 1));
                    g.output("k", h.add(h).max(0));
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 31, 100, 3000})
    void findsExtremes(long n) {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 3, g.dim("n"));
                    Tensor i = g.input("i", I64, g.dim("n"), 3);
                    g.output("a", x.argMax(1));
                    g.output("b", i.argMin(0));
                    g.output("c", i.argMax(0));
                },
                Map.of("n", n));
    }

    static void softmax(GraphBuilder g, Tensor x, int axis) {
        Tensor e = x.sub(x.max(true, axis)).exp();
        g.output("y", e.div(e.sum(true, axis)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void fusesSoftmaxAlongAnyAxis(int axis) {
        Graph graph = Graph.build("softmax", g -> softmax(g, g.input("x", F32, 9, 40, 33), axis));
        assertThat(Scheduler.schedule(graph, Differential.WIDE).functions()).hasSize(1);
        Differential.check(graph, Differential.arguments(graph, new Random(1), Map.of()));
    }

    @Test
    void fusesLayerNorm() {
        Graph graph =
                Graph.build(
                        "layer_norm",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 300);
                            Tensor gain = g.input("gain", F32, 300);
                            Tensor d = x.sub(x.mean(true, 1));
                            Tensor v = d.mul(d).mean(true, 1);
                            g.output("y", d.div(v.add(1e-5).sqrt()).mul(gain));
                        });
        assertThat(Scheduler.schedule(graph, Differential.WIDE).functions()).hasSize(1);
        Differential.check(graph, Differential.arguments(graph, new Random(1), Map.of("n", 11L)));
    }

    @Test
    void movesShapes() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 4, 6, 10);
                    g.output("t", x.transpose(2, 0, 1));
                    g.output("s", x.slice(1, 1, 5).slice(2, Dim.of(9), Dim.of(5), -2));
                    g.output(
                            "p",
                            x.pad(
                                    2.5,
                                    List.of(Dim.of(1), Dim.of(0), Dim.of(2)),
                                    List.of(Dim.of(0), Dim.of(3), Dim.of(1))));
                    g.output("c", Tensor.concat(1, x, x.mul(2), x.slice(1, 0, 1)));
                    g.output("r", x.transpose(1, 0, 2).reshape(60, 4).add(1));
                    g.output("d", x.reshape(24, 10).sum(0));
                    g.output("iota", g.iota(I32, 1, 3, 20));
                    g.output("x2", x);
                });
    }

    @Test
    void movesShapesOfSymbols() {
        check(
                g -> {
                    Dim n = g.dim("n");
                    Tensor x = g.input("x", F32, n, 6);
                    g.output("t", x.transpose(1, 0).reshape(n.times(Dim.of(6))));
                    g.output("s", x.slice(0, n.minus(Dim.of(2)), Dim.of(2), 1));
                    g.output("c", Tensor.concat(0, x, x));
                    g.output("v", g.dims(n, n.times(n), Dim.of(4)).add(g.iota(I64, 0, 3)));
                },
                Map.of("n", 13L));
    }

    @Test
    void gathersAndWraps() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 20, 6);
                    Tensor i = g.input("i", I64, 3, 5);
                    g.output("rows", x.gather(i, 0));
                    g.output("columns", x.exp().gather(g.constants(I32, 0, -1, 3), 1));
                });
    }

    @Test
    void sharesOneLoopBetweenSiblings() {
        Graph graph =
                Graph.build(
                        "siblings",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"));
                            Tensor e = x.exp();
                            g.output("a", e.add(1));
                            g.output("b", e.mul(x));
                            g.output("c", x.sqrt());
                        });
        LoopProgram program = Scheduler.schedule(graph, Differential.WIDE);
        assertThat(program.functions()).hasSize(1);
        assertThat(program.workspaceBytes()).isEqualTo(dev.komodo.loop.Expressions.index(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f16", "f32", "f64", "i32", "i64"})
    void multipliesMatricesByVectors(String dtype) {
        check(
                g -> {
                    DType type = DType.parse(dtype);
                    Tensor x = g.input("x", type, g.dim("n"), 20);
                    Tensor beta = g.input("beta", type, 20);
                    g.output("y", x.matmul(beta));
                    g.output("z", x.transpose(1, 0).matmul(x.matmul(beta)));
                },
                Map.of("n", 50L));
    }

    @Test
    void readsConstantsOfAllSizes() {
        check(
                g -> {
                    LiteralBuilder weight = new LiteralBuilder(F32, 60, 30);
                    for (int i = 0; i < 1800; i++) {
                        weight.put(i, i % 17 - 8);
                    }
                    Tensor x = g.input("x", F32, 4, 60);
                    Tensor w = g.constant(weight.build());
                    g.output("y", x.matmul(w).add(g.constants(F32, new double[30])));
                    g.output("w", w.mul(g.constant(F32, 2.0)));
                    g.output("c", g.constants(F64, 1, 2, 3));
                    g.output("s", g.constant(LiteralBuilder.splat(I64, 7, 3, 2)));
                });
    }
}
