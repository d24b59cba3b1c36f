package dev.komodo.schedule;

import static dev.komodo.graph.DType.BF16;
import static dev.komodo.graph.DType.BOOL;
import static dev.komodo.graph.DType.F16;
import static dev.komodo.graph.DType.F32;
import static dev.komodo.graph.DType.F64;
import static dev.komodo.graph.DType.I32;
import static dev.komodo.graph.DType.I64;
import static dev.komodo.graph.DType.I8;
import static dev.komodo.graph.DType.U8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Random;

/// Scatters mean the same to the interpreter and to their schedules, for one worker and for three.
class ScatterScheduleTest {
    private final Random random = new Random(11);

    private Literal indices(DType dtype, int extent, long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.put(i, random.nextInt(-extent, extent));
        }
        return builder.build();
    }

    private Literal values(DType dtype, long... sizes) {
        return Differential.random(random, dtype, sizes);
    }

    @ParameterizedTest
    @EnumSource
    void joinsWhatMeetsInOrderAlongEachAxis(ScatterOp kind) {
        for (int axis = 0; axis < 3; axis++) {
            long[] taken = {5, 7, 33};
            taken[axis] = 40;
            int along = axis;
            Graph graph =
                    Graph.build(
                            "along" + axis,
                            g -> {
                                Tensor x = g.input("x", F32, 5, 7, 33);
                                Tensor i = g.input("i", I32, 40);
                                Tensor u = g.input("u", F32, taken[0], taken[1], taken[2]);
                                g.output("y", x.scatter(kind, i, u, along));
                            });
            Differential.check(
                    graph, values(F32, 5, 7, 33), indices(I32, 5, 40), values(F32, taken));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
    void addsEveryDType(DType dtype) {
        Graph graph =
                Graph.build(
                        "sums",
                        g -> {
                            Tensor x = g.input("x", dtype, 9);
                            Tensor i = g.input("i", I8, 50);
                            Tensor u = g.input("u", dtype, 50);
                            g.output("y", x.scatter(ScatterOp.ADD, i, u.mul(u), 0));
                        });
        Differential.check(graph, values(dtype, 9), indices(I8, 9, 50), values(dtype, 50));
    }

    @Test
    void theLastOfTruthValuesWins() {
        Graph graph =
                Graph.build(
                        "flags",
                        g -> {
                            Tensor x = g.input("x", BOOL, 9);
                            Tensor i = g.input("i", U8, 50).floorModulo(9);
                            Tensor u = g.input("u", BOOL, 50);
                            g.output("y", x.scatter(ScatterOp.REPLACE, i, u, 0));
                        });
        Differential.check(graph, values(BOOL, 9), values(U8, 50), values(BOOL, 50));
    }

    @Test
    void sharesRowsAndBlocksAmongWorkers() {
        Graph graph =
                Graph.build(
                        "embedding",
                        g -> {
                            Dim n = g.dim("n");
                            Dim width = g.dim("width");
                            Tensor i = g.input("i", I64, n, 3);
                            Tensor u = g.input("u", F64, 2, n, 3, width);
                            Tensor zeros = g.constant(F64, 0).broadcastTo(2, 11, width);
                            g.output("y", zeros.scatter(ScatterOp.ADD, i, u.exp(), 1));
                        });
        Differential.check(graph, indices(I64, 11, 20, 3), values(F64, 2, 20, 3, 1300));
        Differential.check(graph, indices(I64, 11, 1, 3), values(F64, 2, 1, 3, 1));
        Differential.check(graph, indices(I64, 11, 0, 3), values(F64, 2, 0, 3, 5));
    }

    @Test
    void readsItsOperandWhereverItIs() {
        Graph graph =
                Graph.build(
                        "operands",
                        g -> {
                            Tensor x = g.input("x", F32, 6, 8);
                            Tensor i = g.input("i", I64, 5);
                            Tensor u = g.input("u", F32, 8, 5);
                            Tensor turned = x.transpose(1, 0).scatter(ScatterOp.ADD, i, u, 1);
                            Tensor sums =
                                    x.sum(true, 1).broadcastTo(6, 8).mul(turned.transpose(1, 0));
                            Tensor both =
                                    sums.scatter(
                                            ScatterOp.MAXIMUM, i, sums.gather(i.mul(-1), 0), 0);
                            g.output("turned", turned);
                            g.output("both", both);
                            g.output(
                                    "scalar",
                                    both.scatter(ScatterOp.ADD, i.sum(), u.sum(1), 0).reshape(48));
                        });
        Literal few = indices(I64, 1, 5);
        Differential.check(graph, values(F32, 6, 8), few, values(F32, 8, 5));
    }

    /// Products that are made for the scatter alone are changed where they are.
    @Test
    void worksInPlaceWhereTheOperandIsUsedNowhereElse() {
        Graph alone = product(false);
        Graph shared = product(true);
        assertThat(text(alone)).doesNotContain("copy").contains("scatter_add");
        assertThat(text(shared)).contains("copy");
        for (Graph graph : List.of(alone, shared)) {
            Differential.check(
                    graph,
                    values(F32, 30, 20),
                    values(F32, 20, 30),
                    indices(I64, 30, 4),
                    values(F32, 4, 30),
                    indices(I64, 900, 50),
                    values(F32, 50));
        }
    }

    /// A table that a loop changes one element at a time is changed where it is, unless a step
    /// reads it, too: an update then might see another one of its own step.
    @Test
    void aCarryThatIsOnlyScatteredIntoHasOnePlace() {
        Graph alone = histogram(false);
        Graph read = histogram(true);
        assertThat(between(text(alone), "for t", "turn =")).doesNotContain("copy");
        assertThat(between(text(read), "for t", "turn =")).contains("copy");
        for (Graph graph : List.of(alone, read)) {
            Differential.check(graph, values(F32, 50), indices(I64, 50, 9), values(F32, 9));
        }
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        return text.substring(start, text.indexOf(to, start));
    }

    /// Nine steps that add at two places each; the second place follows the first.
    private static Graph histogram(boolean isRead) {
        return Graph.build(
                "histogram",
                g -> {
                    Tensor table = g.input("table", F32, 50);
                    Tensor at = g.input("at", I64, 9);
                    Tensor by = g.input("by", F32, 9);
                    Tensor counts =
                            g.scan(
                                            Dim.of(9),
                                            List.of(table),
                                            List.of(at, by),
                                            (now, row) -> step(now.getFirst(), row, isRead))
                                    .carries()
                                    .getFirst();
                    g.output("counts", counts);
                });
    }

    private static ScanStep step(Tensor table, List<Tensor> row, boolean isRead) {
        Tensor place = row.get(0).reshape(1);
        Tensor value = row.get(1).reshape(1);
        Tensor more = isRead ? value.add(table.gather(place, 0)) : value.mul(value);
        Tensor next = table.scatter(ScatterOp.ADD, place, value, 0).reshape(10, 5);
        return ScanStep.of(
                List.of(next.reshape(50).scatter(ScatterOp.ADD, place, more, 0)), List.of());
    }

    private static Graph product(boolean isShared) {
        return Graph.build(
                "product",
                g -> {
                    Tensor a = g.input("a", F32, 30, 20);
                    Tensor b = g.input("b", F32, 20, 30);
                    Tensor i = g.input("i", I64, 4);
                    Tensor u = g.input("u", F32, 4, 30);
                    Tensor j = g.input("j", I64, 50);
                    Tensor v = g.input("v", F32, 50);
                    Tensor product = a.matmul(b);
                    Tensor rows = product.scatter(ScatterOp.ADD, i, u, 0);
                    Tensor flat = rows.reshape(900).scatter(ScatterOp.MULTIPLY, j, v, 0);
                    g.output("y", flat);
                    if (isShared) {
                        g.output("product", product);
                    }
                });
    }

    private static String text(Graph graph) {
        return LoopPrinter.print(Scheduler.schedule(graph, Differential.NARROW));
    }

    @Test
    void halvesRoundEachUpdate() {
        for (DType dtype : List.of(F16, BF16)) {
            Graph graph =
                    Graph.build(
                            "halves",
                            g -> {
                                Tensor one = g.constant(dtype, 1024).broadcastTo(2);
                                Tensor i = g.input("i", I64, 4);
                                Tensor u = g.constant(dtype, 0.25).broadcastTo(4);
                                g.output("y", one.scatter(ScatterOp.ADD, i, u, 0));
                            });
            Literal zeros = new LiteralBuilder(I64, 4).build();
            Differential.check(graph, zeros);
            LoopProgram program = Scheduler.schedule(graph, Differential.WIDE);
            var called = Differential.call(graph, program, 1, List.of(zeros));
            assertThat(called.outputs().getFirst().asDouble(0)).isEqualTo(1024);
        }
    }

    @Test
    void reportsTheFirstIndexOutside() {
        Graph graph =
                Graph.build(
                        "outside",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 3);
                            Tensor i = g.input("i", I64, 40);
                            Tensor u = g.input("u", F32, 40, 3);
                            g.output("y", x.scatter(ScatterOp.ADD, i, u, 0));
                        });
        LiteralBuilder indices = new LiteralBuilder(I64, 40);
        indices.putBits(0, -7).putBits(33, 7).putBits(21, -8).putBits(39, 1L << 60);
        Literal updates = new LiteralBuilder(F32, 40, 3).build();
        LoopProgram program = Scheduler.schedule(graph, Differential.WIDE);
        LoopVerifier.verify(program);
        for (int rows : List.of(7, 0)) {
            Literal x = new LiteralBuilder(F32, rows, 3).build();
            assertThat(
                            Differential.call(
                                            graph, program, 2, List.of(x, indices.build(), updates))
                                    .outcome())
                    .isEqualTo(new LoopOutcome(Status.INDEX_OUT_OF_BOUNDS, rows == 0 ? 0 : 21));
        }
    }
}
