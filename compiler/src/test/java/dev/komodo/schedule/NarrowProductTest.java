package dev.komodo.schedule;

import static dev.komodo.graph.DType.BF16;
import static dev.komodo.graph.DType.F32;
import static dev.komodo.graph.DType.I32;
import static dev.komodo.graph.DType.I8;
import static dev.komodo.graph.DType.U8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Products of 8-bit integers and of bf16, recognised in plain graphs.
class NarrowProductTest {
    private static final Target DOTS =
            new Target(
                    "x86_64-unknown-linux-gnu",
                    "sapphirerapids",
                    List.of("avx512bf16", "avx512vl", "avx512vnni"),
                    512,
                    32,
                    true,
                    32 << 10,
                    1 << 20,
                    32 << 20);

    private static final List<DType> BYTES = List.of(U8, I8);

    private static Literal bytes(Random random, DType dtype, long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.putBits(i, dtype.wrap(random.nextInt()));
        }
        return builder.build();
    }

    /// What the schedule gives is what the graph means, on three machines.
    ///
    /// @param dot what the first machine's program must contain
    private static void check(Graph graph, String dot, List<Literal> arguments) {
        List<Literal> expected = Interpreter.run(graph, arguments);
        for (Target target : List.of(DOTS, Differential.WIDE, Differential.NARROW)) {
            LoopProgram scheduled = Scheduler.schedule(graph, target);
            LoopVerifier.verify(scheduled);
            if (target.equals(DOTS)) {
                assertThat(LoopPrinter.print(scheduled)).contains(dot);
            }
            LoopProgram program = new InsertFma().run(scheduled);
            for (int workers : List.of(1, 3)) {
                Differential.Called called = Differential.call(graph, program, workers, arguments);
                assertThat(called.outcome().status()).isEqualTo(Status.OK);
                assertThat(called.outputs())
                        .as("%s on %s", graph, target.cpu())
                        .isEqualTo(expected);
            }
        }
    }

    private static Tensor centred(Tensor x, Tensor zero) {
        return x.cast(I32).sub(zero.cast(I32));
    }

    @Test
    void anyZeroPointsAndSignsGiveExactSums() {
        Random random = new Random(11);
        for (DType left : BYTES) {
            for (DType right : BYTES) {
                for (boolean perRow : List.of(false, true)) {
                    Graph graph =
                            Graph.build(
                                    "zeros",
                                    g -> {
                                        Dim m = g.dim("m");
                                        Tensor x = g.input("x", left, m, 37);
                                        Tensor w = g.input("w", right, 37, 21);
                                        Tensor z =
                                                perRow
                                                        ? g.input("z", left, m, 1)
                                                        : g.input("z", left);
                                        Tensor v =
                                                perRow
                                                        ? g.input("v", right, 21)
                                                        : g.input("v", right);
                                        g.output("y", centred(x, z).matmul(centred(w, v)));
                                    });
                    long[] rows = perRow ? new long[] {5, 1} : new long[0];
                    long[] columns = perRow ? new long[] {21} : new long[0];
                    check(
                            graph,
                            "dot.bytes",
                            List.of(
                                    bytes(random, left, 5, 37),
                                    bytes(random, right, 37, 21),
                                    bytes(random, left, rows),
                                    bytes(random, right, columns)));
                }
            }
        }
    }

    @Test
    void operandsAreRecognisedBehindWhatMovesThem() {
        Random random = new Random(12);
        Graph graph =
                Graph.build(
                        "moved",
                        g -> {
                            Tensor x = g.input("x", U8, 33, 4, 9);
                            Tensor w = g.input("w", I8, 20, 36);
                            Tensor rows = x.cast(I32).sub(3).reshape(33, 36);
                            g.output("y", rows.matmul(w.cast(I32).transpose(1, 0)));
                        });
        check(graph, "dot.bytes", List.of(bytes(random, U8, 33, 4, 9), bytes(random, I8, 20, 36)));
    }

    @Test
    void batchesAndColumnsOfOneShareTheWay() {
        Random random = new Random(13);
        Graph graph =
                Graph.build(
                        "batches",
                        g -> {
                            Tensor x = g.input("x", I8, 3, 17, 40);
                            Tensor w = g.input("w", U8, 3, 40, 18);
                            Tensor v = g.input("v", I8, 40, 2);
                            Tensor wide = x.cast(I32);
                            g.output("y", wide.matmul(w.cast(I32)));
                            g.output("z", wide.matmul(v.cast(I32)));
                        });
        check(
                graph,
                "dot.bytes",
                List.of(
                        bytes(random, I8, 3, 17, 40),
                        bytes(random, U8, 3, 40, 18),
                        bytes(random, I8, 40, 2)));
    }

    @Test
    void quantisingBeforeAndAfterIsFusedAndExact() {
        Random random = new Random(14);
        Graph graph =
                Graph.build(
                        "requantised",
                        g -> {
                            Tensor x = g.input("x", F32, 19, 48);
                            Tensor w = g.input("w", I8, 48, 35);
                            Tensor scales = g.input("s", F32, 35);
                            Tensor q = x.mul(16).roundEven().add(128).cast(U8);
                            Tensor sum = q.cast(I32).sub(128).matmul(w.cast(I32));
                            Tensor y = sum.cast(F32).mul(scales);
                            g.output("y", y.roundEven().cast(I8));
                        });
        Literal x = Differential.random(random, F32, 19, 48);
        Literal s = Differential.random(random, F32, 35);
        check(graph, "dot.bytes", List.of(x, bytes(random, I8, 48, 35), s));
    }

    private static List<Graph> brainFloats() {
        List<Graph> graphs = new ArrayList<>();
        List<UnaryOperator<Tensor>> results = List.of(y -> y, y -> y.cast(BF16));
        for (UnaryOperator<Tensor> result : results) {
            graphs.add(
                    Graph.build(
                            "brain",
                            (GraphBuilder g) -> {
                                Tensor x = g.input("x", BF16, 20, 301);
                                Tensor w = g.input("w", BF16, 301, 33);
                                g.output("y", result.apply(x.cast(F32).matmul(w.cast(F32))));
                            }));
        }
        return graphs;
    }

    @Test
    void brainFloatsHaveTheBitsOfTheirProductsInSingles() {
        Random random = new Random(15);
        Literal x = Differential.random(random, BF16, 20, 301);
        Literal w = Differential.random(random, BF16, 301, 33);
        for (Graph graph : brainFloats()) {
            List<List<Literal>> found = new ArrayList<>();
            for (Target target : List.of(DOTS, Differential.WIDE, Differential.NARROW)) {
                LoopProgram program = new InsertFma().run(Scheduler.schedule(graph, target));
                String text = LoopPrinter.print(program);
                assertThat(text.contains("dot.brain")).isEqualTo(target.equals(DOTS));
                found.add(Differential.call(graph, program, 2, List.of(x, w)).outputs());
            }
            assertThat(found.get(1)).isEqualTo(found.get(0));
            assertThat(found.get(2)).isEqualTo(found.get(0));
        }
    }
}
