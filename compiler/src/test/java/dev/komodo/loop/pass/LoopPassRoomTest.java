package dev.komodo.loop.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.testing.LoopCalls;
import dev.komodo.testing.LoopProgramGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// Laws of all passes and of the text, on generated programs. Replay with
/// `-Dkomodo.loop.seed=<seed>` (and `-Dkomodo.loop.programs=1`).
class LoopPassRoomTest {
    private static final long FIRST_SEED = Long.getLong("komodo.loop.seed", 1);
    private static final int PROGRAMS = Integer.getInteger("komodo.loop.programs", 300);

    private static LoopProgram program(long seed) {
        return new LoopProgramGenerator(seed).next();
    }

    private static Stream<List<LoopPass>> exactPasses() {
        return Stream.of(
                List.of(new Unroll()),
                List.of(new Vectorize()),
                List.of(new SimplifyIndices()),
                List.of(new ShareFunctions()),
                List.of(
                        new SimplifyIndices(),
                        new Unroll(),
                        new Vectorize(),
                        new SimplifyIndices(),
                        new ShareFunctions()));
    }

    @ParameterizedTest
    @MethodSource("exactPasses")
    void keepsEveryBit(List<LoopPass> passes) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
            LoopProgramGenerator generator = new LoopProgramGenerator(seed);
            LoopProgram before = generator.next();
            LoopProgram after = before;
            for (LoopPass pass : passes) {
                after = pass.run(after);
            }
            assertSame(generator, before, after, "seed " + seed);
        }
    }

    @Test
    void insertFmaKeepsProgramsValidAndIsStable() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
            LoopProgram fused = new InsertFma().run(program(seed));
            LoopVerifier.verify(fused);
            assertThat(LoopPrinter.print(new InsertFma().run(fused)))
                    .as("seed %d", seed)
                    .isEqualTo(LoopPrinter.print(fused));
        }
    }

    @Test
    void passesAreFunctions() {
        for (LoopPass pass :
                List.of(
                        new InsertFma(),
                        new Unroll(),
                        new Vectorize(),
                        new SimplifyIndices(),
                        new ShareFunctions())) {
            assertThat(pass.run(program(FIRST_SEED))).isEqualTo(pass.run(program(FIRST_SEED)));
        }
    }

    @Test
    void everyProgramPrintsAndParses() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
            LoopProgram program = program(seed);
            String text = LoopPrinter.print(program);
            assertThat(LoopParser.parse(text)).as("seed %d", seed).isEqualTo(program);
            assertThat(LoopPrinter.print(LoopParser.parse(text))).isEqualTo(text);
        }
    }

    @Test
    void nothingIsLeftForEmission() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
            LoopVerifier.requireEmittable(new Vectorize().run(new Unroll().run(program(seed))));
        }
    }

    private static void assertSame(
            LoopProgramGenerator generator, LoopProgram before, LoopProgram after, String seed) {
        LoopVerifier.verify(after);
        LoopArguments one = generator.arguments(before);
        LoopArguments other = generator.arguments(before);
        LoopOutcome expected = call(before, one);
        LoopOutcome found = call(after, other);
        assertThat(LoopCalls.firstDifference(before, one, other))
                .as(() -> text(seed, before, after))
                .isEmpty();
        assertThat(found).as(() -> text(seed, before, after)).isEqualTo(expected);
    }

    private static String text(String seed, LoopProgram before, LoopProgram after) {
        return seed + "\n" + LoopPrinter.print(before) + "\n---\n" + LoopPrinter.print(after);
    }

    private static LoopOutcome call(LoopProgram program, LoopArguments arguments) {
        LoopInterpreter interpreter = new LoopInterpreter(program);
        interpreter.prepare(arguments, 1);
        return interpreter.run(arguments, 1);
    }
}
