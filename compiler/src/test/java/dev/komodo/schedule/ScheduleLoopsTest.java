package dev.komodo.schedule;

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
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.loop.Stmt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

class ScheduleLoopsTest {
    private static void check(Consumer<GraphBuilder> body, Map<String, Long> sizes) {
        Graph graph = Graph.build("test", body);
        Differential.check(graph, Differential.arguments(graph, new Random(5), sizes));
    }

    private static void check(Consumer<GraphBuilder> body) {
        check(body, Map.of());
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "F32", "F64", "I32", "I64"})
    void multipliesMatrices(DType dtype) {
        check(
                g -> {
                    Tensor x = g.input("x", dtype, g.dim("m"), 30);
                    Tensor y = g.input("y", dtype, 30, 40);
                    g.output("xy", x.matmul(y));
                    g.output("yx", y.transpose(1, 0).matmul(x.transpose(1, 0)));
                },
                Map.of("m", 23L));
    }

    @Test
    void multipliesBatchesAndFusesWhatFollows() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 3, 20, 30);
                    Tensor y = g.input("y", F32, 3, 30, 17);
                    Tensor bias = g.input("bias", F32, 17);
                    g.output("z", x.matmul(y).add(bias).relu());
                    g.output("w", x.matmul(y).transpose(0, 2, 1).exp());
                });
    }

    @Test
    void fusesBiasAndActivationIntoTheProduct() {
        Graph graph =
                Graph.build(
                        "dense",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 64);
                            Tensor w = g.input("w", F32, 64, 48);
                            Tensor bias = g.input("bias", F32, 48);
                            g.output("y", x.matmul(w).add(bias).relu());
                        });
        var program = Scheduler.schedule(graph, Differential.WIDE);

        assertThat(program.run().statements()).filteredOn(Stmt.Call.class::isInstance).hasSize(1);
        Differential.check(graph, Differential.arguments(graph, new Random(1), Map.of("n", 33L)));
    }

    @Test
    void multipliesOddShapes() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 5, 1);
                    Tensor y = g.input("y", F32, 1, 7);
                    Tensor row = g.input("row", F32, 1, 50);
                    Tensor column = g.input("column", F32, 50, 1);
                    Tensor a = g.input("a", F64, 4, 5, 6, 7);
                    Tensor b = g.input("b", F64, 6, 3, 4);
                    g.output("outer", x.matmul(y));
                    g.output("inner", row.matmul(column));
                    g.output("thin", column.matmul(row).matmul(column));
                    g.output(
                            "general",
                            a.contract(b, List.of(), List.of(), List.of(0, 2), List.of(2, 0)));
                    g.output(
                            "batched",
                            a.contract(b, List.of(2), List.of(0), List.of(0), List.of(2)));
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 100})
    void findsNonZerosAndReducesThem(long n) {
        check(
                g -> {
                    Tensor x = g.input("x", F32, g.dim("n"), 3);
                    Tensor found = x.greater(0.3).nonZero();
                    g.output("found", found);
                    g.output("sum", found.sum(1));
                    g.output("picked", x.gather(found.slice(0, 0, 1).squeeze(0), 0).exp());
                },
                Map.of("n", n));
    }

    /// The positions themselves are dead; how many there are is not.
    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void countsNonZerosThatNobodyReads(long n) {
        check(
                g -> {
                    Dim count = g.input("x", F32, g.dim("n")).greater(0.3).nonZero().dim(1);
                    g.output("many", g.constant(F32, 1).broadcastTo(count));
                },
                Map.of("n", n));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 50})
    void scansScalars(long n) {
        check(
                g -> {
                    Tensor x = g.input("x", F64, g.dim("n"));
                    Tensor rate = g.input("rate", F64);
                    ScanResult result =
                            g.scan(
                                    g.dim("n"),
                                    List.of(g.constant(F64, 0.5), g.constant(I64, 0L)),
                                    List.of(x),
                                    (carries, elements) -> {
                                        Tensor next =
                                                carries.get(0)
                                                        .mul(rate.sigmoid())
                                                        .add(elements.get(0));
                                        Tensor count = carries.get(1).add(1);
                                        return ScanStep.of(
                                                List.of(next, count), List.of(next.exp()));
                                    });
                    g.output("last", result.carries().get(0));
                    g.output("count", result.carries().get(1));
                    g.output("all", result.emitted().get(0));
                },
                Map.of("n", n));
    }

    @Test
    void scansVectorsWithAnEarlyExit() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 40, 6);
                    Tensor w = g.input("w", F32, 6, 6);
                    Tensor h = g.input("h", F32, 6);
                    ScanResult result =
                            g.scan(
                                    Dim.of(40),
                                    List.of(h),
                                    List.of(x),
                                    (carries, elements) -> {
                                        Tensor next =
                                                w.matmul(carries.get(0))
                                                        .add(elements.get(0))
                                                        .tanh();
                                        return ScanStep.of(List.of(next), List.of(next.mul(2)))
                                                .goOnWhile(next.sum().less(2.5));
                                    });
                    g.output("last", result.carries().get(0));
                    g.output("all", result.emitted().get(0));
                    g.output("sum", result.emitted().get(0).sum());
                });
    }

    @Test
    void scansScalarsWithAnEarlyExit() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 400);
                    ScanResult result =
                            g.scan(
                                    Dim.of(400),
                                    List.of(g.constant(F32, 0.0)),
                                    List.of(x),
                                    (carries, elements) -> {
                                        Tensor next = carries.get(0).add(elements.get(0).abs());
                                        return ScanStep.of(List.of(next), List.of(next))
                                                .goOnWhile(next.less(20));
                                    });
                    g.output("last", result.carries().get(0));
                    g.output("max", result.emitted().get(0).max());
                });
    }

    @Test
    void loopsWhileAConditionHolds() {
        check(
                g -> {
                    Tensor x = g.input("x", F64);
                    Tensor v = g.input("v", F32, 3, 3);
                    List<Tensor> scalar =
                            g.whileLoop(
                                    List.of(x.abs().add(1), g.constant(I32, 0L)),
                                    c -> c.get(0).less(100),
                                    c -> List.of(c.get(0).mul(1.5), c.get(1).add(1)));
                    List<Tensor> tensor =
                            g.whileLoop(
                                    List.of(v, g.constant(I32, 0L)),
                                    c -> c.get(1).less(5),
                                    c -> List.of(c.get(0).matmul(v).tanh(), c.get(1).add(1)));
                    g.output("x", scalar.get(0));
                    g.output("n", scalar.get(1));
                    g.output("v", tensor.get(0));
                    g.output("w", tensor.get(0).sum());
                });
    }

    @Test
    void fusesBiasAndActivationIntoAConvolution() {
        Graph graph =
                Graph.build(
                        "convolution",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 4, 9, 20);
                            Tensor w = g.input("w", F32, 6, 2, 3, 5);
                            Tensor bias = g.input("bias", F32, 6, 1, 1);
                            Tensor y =
                                    x.convolve(
                                            w,
                                            List.of(2L, 1L),
                                            List.of(1L, 2L),
                                            List.of(0L, 3L),
                                            List.of(1L, 2L),
                                            2);
                            g.output("y", y.add(bias).relu());
                        });
        assertThat(Scheduler.schedule(graph, Differential.WIDE).run().statements())
                .filteredOn(Stmt.Call.class::isInstance)
                .hasSize(1);
        Differential.check(graph, Differential.arguments(graph, new Random(1), Map.of("n", 2L)));
    }

    @Test
    void convolvesPointsVolumesAndLines() {
        check(
                g -> {
                    Tensor x = g.input("x", F32, 2, 8, 5, 7);
                    Tensor point = g.input("point", F32, 10, 8, 1, 1);
                    Tensor line = g.input("line", F64, 1, 3, 50);
                    Tensor taps = g.input("taps", F64, 4, 3, 7);
                    Tensor volume = g.input("volume", F16, 1, 2, 4, 5, 6);
                    Tensor cube = g.input("cube", F16, 3, 2, 2, 2, 2);
                    List<Long> one = List.of(1L);
                    List<Long> two = List.of(1L, 1L);
                    List<Long> three = List.of(1L, 1L, 1L);
                    g.output("p", x.convolve(point, two, List.of(0L, 0L), List.of(0L, 0L), two, 1));
                    g.output(
                            "l",
                            line.convolve(taps, List.of(3L), one, List.of(4L), List.of(2L), 1));
                    g.output("v", volume.convolve(cube, three, three, three, three, 1));
                });
    }
}
