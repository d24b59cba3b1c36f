package dev.komodo.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.jit.FixedNames;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.ObjectCode;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.jit.Targets;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.loop.pass.SimplifyIndices;
import dev.komodo.loop.pass.Unroll;
import dev.komodo.loop.pass.Vectorize;
import dev.komodo.target.Target;
import dev.komodo.testing.JitRunner;
import dev.komodo.testing.LoopCalls;
import dev.komodo.testing.LoopProgramGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

/// Random programs: native code does what the interpreter does, bit for bit but for NaNs' payloads,
/// on several threads and for every target. `-Dkomodo.emit.seed=` runs one seed,
/// `-Dkomodo.emit.programs=` changes their number.
class GeneratedProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("komodo.emit.programs", 60);
    private static final Set<String> ALLOWED = Set.of("memcpy", "memmove", "memset");

    @Test
    void nativeCodeAgreesWithTheInterpreter() {
        Integer only = Integer.getInteger("komodo.emit.seed");
        int first = only == null ? 0 : only;
        int end = only == null ? PROGRAMS : only + 1;
        Target target = HostTarget.detect();
        for (int seed = first; seed < end; seed++) {
            check(seed, target);
        }
    }

    @Test
    void narrowNativeCodeAgreesWithTheInterpreter() {
        Target target = Targets.named("x86-64-v3");
        for (int seed = PROGRAMS; seed < PROGRAMS + PROGRAMS / 4; seed++) {
            check(seed, target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86-64-v3", "skylake-avx512", "sapphirerapids", "znver4"})
    void objectsOfAllTargetsLeaveOnlyCopiesOpen(String name) {
        Target target = Targets.named(name);
        for (int seed = 0; seed < PROGRAMS / 5; seed++) {
            LoopProgram program = program(seed);
            ObjectCode code = ObjectCompiler.shared().compile(program, target, new FixedNames());
            assertThat(code.undefinedSymbols()).as("seed %d", seed).isSubsetOf(ALLOWED);
        }
    }

    private static LoopProgram program(int seed) {
        LoopProgram generated = new LoopProgramGenerator(seed).next();
        LoopProgram fused = seed % 2 == 0 ? new InsertFma().run(generated) : generated;
        return new SimplifyIndices().run(new Unroll().run(new Vectorize().run(fused)));
    }

    private static void check(int seed, Target target) {
        LoopProgramGenerator generator = new LoopProgramGenerator(seed);
        LoopProgram program = program(seed);
        LoopArguments expected = generator.arguments(program);
        LoopArguments actual = generator.arguments(program);
        LoopInterpreter interpreter = new LoopInterpreter(program);
        try (JitRunner jit = new JitRunner(program, target)) {
            LoopOutcome prepared = interpreter.prepare(expected, seed);
            assertThat(jit.prepare(actual)).isEqualTo(prepared);
            LoopOutcome outcome = interpreter.run(expected, seed);
            assertThat(jit.run(actual)).as("outcome of seed %d", seed).isEqualTo(outcome);
            assertThat(LoopCalls.firstDifference(program, expected, actual))
                    .as("seed %d on %s%n%s", seed, target.cpu(), LoopPrinter.print(program))
                    .isEmpty();
        }
    }
}
