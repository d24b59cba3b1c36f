package dev.komodo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.interp.Interpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.target.Target;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;
import dev.komodo.testing.LiteralComparison;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
            String failure = failure(generated);
            if (!failure.isEmpty()) {
                failures.add("seed " + seed + ": " + failure);
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), failures));
        }
    }

    private static String failure(GeneratedGraph generated) {
        Graph graph = generated.graph();
        try {
            List<Literal> expected = Interpreter.run(graph, generated.arguments());
            List<Literal> wide = run(generated, Differential.WIDE, 3);
            List<Literal> narrow = run(generated, Differential.NARROW, 1);
            return LiteralComparison.difference(generated, expected, wide)
                    .or(() -> otherBits(wide, narrow))
                    .map(text -> text + System.lineSeparator() + graph)
                    .orElse("");
        } catch (RuntimeException fault) {
            throw new AssertionError("seed " + generated.seed() + " of " + graph, fault);
        }
    }

    private static List<Literal> run(GeneratedGraph generated, Target target, int workers) {
        LoopProgram program = Scheduler.schedule(generated.graph(), target);
        LoopVerifier.verify(program);
        LoopProgram fused = new InsertFma().run(program);
        var called = Differential.call(generated.graph(), fused, workers, generated.arguments());
        assertThat(called.outcome().status()).isEqualTo(Status.OK);
        return called.outputs();
    }

    /// Where two machines give other bits (payloads of NaNs apart).
    private static Optional<String> otherBits(List<Literal> one, List<Literal> other) {
        for (int i = 0; i < one.size(); i++) {
            Literal a = one.get(i);
            Literal b = other.get(i);
            for (long at = 0; at < a.elements(); at++) {
                boolean isNan = Double.isNaN(a.asDouble(at)) && Double.isNaN(b.asDouble(at));
                if (a.bits(at) != b.bits(at) && !(a.dtype().isFloat() && isNan)) {
                    return Optional.of(
                            "output %d, element %d: %s on one machine, %s on another"
                                    .formatted(i, at, a.asDouble(at), b.asDouble(at)));
                }
            }
        }
        return Optional.empty();
    }
}
