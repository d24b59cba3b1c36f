package dev.komodo.schedule;

import static dev.komodo.graph.DType.F32;
import static dev.komodo.graph.DType.I32;
import static dev.komodo.graph.DType.I64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What has no defined result is reported by status, and touches no memory it must not.
class ScheduleFailuresTest {
    private static LoopOutcome run(Graph graph, Literal... arguments) {
        LoopProgram program = Scheduler.schedule(graph, Differential.WIDE);
        LoopVerifier.verify(program);
        return Differential.call(graph, program, 2, List.of(arguments)).outcome();
    }

    @Test
    void reportsTheFirstIndexOutside() {
        Graph graph =
                Graph.build(
                        "gather",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 3);
                            Tensor i = g.input("i", I64, 40);
                            g.output("y", x.gather(i, 0).sum());
                        });
        LiteralBuilder indices = new LiteralBuilder(I64, 40);
        indices.putBits(0, -7).putBits(33, 7).putBits(21, -8).putBits(39, 1L << 60);
        LoopOutcome outcome = run(graph, new LiteralBuilder(F32, 7, 3).build(), indices.build());
        assertThat(outcome).isEqualTo(new LoopOutcome(Status.INDEX_OUT_OF_BOUNDS, 21));
    }

    @Test
    void readsNothingFromAnEmptyAxis() {
        Graph graph =
                Graph.build(
                        "gather",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 3);
                            Tensor i = g.input("i", I32, 5);
                            g.output("y", x.gather(i, 0));
                        });
        LoopOutcome outcome =
                run(
                        graph,
                        new LiteralBuilder(F32, 0, 3).build(),
                        new LiteralBuilder(I32, 5).build());
        assertThat(outcome).isEqualTo(new LoopOutcome(Status.INDEX_OUT_OF_BOUNDS, 0));
    }

    @Test
    void reportsTheExtremeOfNothing() {
        Graph graph =
                Graph.build(
                        "argmax", g -> g.output("y", g.input("x", F32, 4, g.dim("n")).argMax(1)));
        LoopOutcome outcome = run(graph, new LiteralBuilder(F32, 4, 0).build());
        assertThat(outcome).isEqualTo(new LoopOutcome(Status.EMPTY_REDUCTION, 0));
    }

    @Test
    void reportsASliceOutside() {
        Graph graph =
                Graph.build(
                        "slice",
                        g -> {
                            Dim n = g.dim("n");
                            Tensor x = g.input("x", F32, n);
                            g.output("y", x.slice(0, n.minus(Dim.of(4)), Dim.of(4), 1).exp());
                        });
        assertThat(run(graph, new LiteralBuilder(F32, 4).build()).status()).isEqualTo(Status.OK);
        assertThat(run(graph, new LiteralBuilder(F32, 3).build()))
                .isEqualTo(new LoopOutcome(Status.INDEX_OUT_OF_BOUNDS, 0));
    }
}
