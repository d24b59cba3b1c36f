package dev.komodo.schedule;

import dev.komodo.interp.Interpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;
import dev.komodo.testing.LiteralComparison;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Schedules of generated graphs compute what the graphs mean.
class GeneratedSchedulesTest {
    @Test
    void schedulesComputeWhatGraphsMean() {
        check(GeneratorOptions.defaults(), Integer.getInteger("komodo.graphs", 300));
    }

    @Test
    void schedulesKeepSpecialValues() {
        check(
                GeneratorOptions.defaults().withSpecialValues(true),
                Integer.getInteger("komodo.graphs", 300) / 3);
    }

    private static void check(GeneratorOptions options, int count) {
        long first = Long.getLong("komodo.seed", 0);
        List<String> failures = new ArrayList<>();
        for (long seed = first; seed < first + count && failures.size() < 10; seed++) {
            GeneratedGraph generated = GraphGenerator.generate(seed, options);
            String failure = failure(generated, seed % 2 == 0);
            if (!failure.isEmpty()) {
                failures.add("seed " + seed + ": " + failure);
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), failures));
        }
    }

    private static String failure(GeneratedGraph generated, boolean isWide) {
        var graph = generated.graph();
        try {
            var expected = Interpreter.run(graph, generated.arguments());
            LoopProgram program =
                    Scheduler.schedule(graph, isWide ? Differential.WIDE : Differential.NARROW);
            LoopVerifier.verify(program);
            var called = Differential.call(graph, program, 3, generated.arguments());
            if (called.outcome().status() != Status.OK) {
                return called.outcome().toString();
            }
            return LiteralComparison.difference(generated, expected, called.outputs())
                    .map(text -> text + System.lineSeparator() + graph)
                    .orElse("");
        } catch (RuntimeException fault) {
            java.io.StringWriter trace = new java.io.StringWriter();
            fault.printStackTrace(new java.io.PrintWriter(trace));
            String text = trace.toString();
            return text.substring(0, Math.min(3000, text.length()))
                    + System.lineSeparator()
                    + graph;
        }
    }
}
