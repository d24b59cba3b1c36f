package dev.komodo.schedule;

import static dev.komodo.graph.DType.BOOL;
import static dev.komodo.graph.DType.F32;
import static dev.komodo.graph.DType.I64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/// Of two branches a call computes the one that its condition asks for.
class BranchScheduleTest {
    private static final Literal YES = LiteralBuilder.scalar(BOOL, 1);
    private static final Literal NO = LiteralBuilder.scalar(BOOL, 0);

    private static Graph branches() {
        return Graph.build(
                "branches",
                g -> {
                    Dim n = g.dim("n");
                    Tensor x = g.input("x", F32, n, n);
                    Tensor i = g.input("i", I64, 3);
                    Tensor c = g.input("c", BOOL);
                    List<Tensor> results =
                            g.branch(
                                    c,
                                    inner -> {
                                        Tensor y = inner.adopt(x);
                                        return List.of(y.matmul(y), y.exp().sum());
                                    },
                                    inner -> {
                                        Tensor y = inner.adopt(x);
                                        Tensor rows = y.gather(inner.adopt(i), 0);
                                        return List.of(y.transpose(1, 0), rows.max());
                                    });
                    g.output("matrix", results.get(0));
                    g.output("number", results.get(1).mul(2));
                });
    }

    @Test
    void computesTheBranchThatIsAskedFor() {
        Graph graph = branches();
        assertThat(GraphParser.parse(GraphPrinter.print(graph))).isEqualTo(graph);
        Random random = new Random(5);
        for (long size : List.of(4L, 17L)) {
            Literal x = Differential.random(random, F32, size, size);
            Literal i = new LiteralBuilder(I64, 3).put(0, 1).put(1, 3).build();
            Differential.check(graph, x, i, YES);
            Differential.check(graph, x, i, NO);
        }
    }

    @Test
    void doesNotRunTheOther() {
        Graph graph = branches();
        LoopProgram program = Scheduler.schedule(graph, Differential.WIDE);
        Literal x = new LiteralBuilder(F32, 2, 2).build();
        Literal outside = new LiteralBuilder(I64, 3).put(1, 9).build();
        assertThat(
                        Differential.call(graph, program, 2, List.of(x, outside, YES))
                                .outcome()
                                .status())
                .isEqualTo(Status.OK);
        assertThat(Differential.call(graph, program, 2, List.of(x, outside, NO)).outcome().status())
                .isEqualTo(Status.INDEX_OUT_OF_BOUNDS);
    }

    @Test
    void chosenNumbersStayInRegisters() {
        Graph graph =
                Graph.build(
                        "numbers",
                        g -> {
                            Tensor x = g.input("x", F32);
                            List<Tensor> results =
                                    g.branch(
                                            x.greater(0),
                                            inner -> List.of(inner.adopt(x).log()),
                                            inner -> List.of(inner.adopt(x).exp()));
                            g.output("y", results.getFirst());
                        });
        Differential.check(graph, LiteralBuilder.scalar(F32, 3));
        Differential.check(graph, LiteralBuilder.scalar(F32, -3));
    }

    @Test
    void refusesBranchesOfDifferentTypes() {
        assertThatThrownBy(
                        () ->
                                Graph.build(
                                        "different",
                                        g -> {
                                            Tensor x = g.input("x", F32, 3);
                                            g.branch(
                                                    g.input("c", BOOL),
                                                    inner -> List.of(inner.adopt(x).exp()),
                                                    inner -> List.of(inner.adopt(x).sum()));
                                        }))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("same types");
    }
}
