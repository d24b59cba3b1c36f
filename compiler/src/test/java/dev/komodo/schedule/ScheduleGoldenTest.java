package dev.komodo.schedule;

import static dev.komodo.graph.DType.F32;
import static dev.komodo.graph.DType.I64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The loops of three graphs, as text. `-Dgolden.bless=true`, run in the module's folder, writes
/// them anew.
class ScheduleGoldenTest {
    private static void check(Graph graph) throws IOException {
        LoopProgram program = Scheduler.schedule(graph, Differential.NARROW);
        String text = LoopPrinter.print(program);
        String file = "golden/schedule/" + graph.name() + ".loops";
        if (Boolean.getBoolean("golden.bless")) {
            Path path = Path.of("src/test/resources", file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
        try (var golden = ScheduleGoldenTest.class.getClassLoader().getResourceAsStream(file)) {
            assertThat(golden).as("the golden file %s; bless it first", file).isNotNull();
            String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text)
                    .as("if the change is wanted, run with -Dgolden.bless=true")
                    .isEqualTo(LoopPrinter.print(LoopParser.parse(expected)));
        }
    }

    @Test
    void softmaxIsThreePassesOverARow() throws IOException {
        check(
                Graph.build(
                        "softmax",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), 64);
                            Tensor e = x.sub(x.max(true, 1)).exp();
                            g.output("y", e.div(e.sum(true, 1)));
                        }));
    }

    @Test
    void updatesAreAddedInOrderToZeros() throws IOException {
        check(
                Graph.build(
                        "embedding_gradient",
                        g -> {
                            Tensor i = g.input("i", I64, g.dim("n"));
                            Tensor u = g.input("u", F32, g.dim("n"), 48);
                            Tensor zeros = g.constant(F32, 0).broadcastTo(1000, 48);
                            g.output("y", zeros.scatter(ScatterOp.ADD, i, u.mul(u), 0));
                        }));
    }

    @Test
    void rowsAndColumnsMeetInOneLoop() throws IOException {
        check(
                Graph.build(
                        "centered",
                        g -> {
                            Tensor x = g.input("x", F32, g.dim("n"), g.dim("m"));
                            Tensor scale = g.input("scale", F32, g.dim("m"));
                            g.output("y", x.sub(x.mean(true, 1)).mul(scale));
                        }));
    }
}
