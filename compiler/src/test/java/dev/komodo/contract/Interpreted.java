package dev.komodo.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Runs products in the loop interpreter and compares them with the definition, bit for bit.
final class Interpreted {
    private static final long WORKERS = 3;

    private Interpreted() {}

    static void check(Problem problem, Problem.Driver driver) {
        LoopProgram program = new InsertFma().run(problem.program(driver));
        MemorySegment a = Reference.random(problem.stored(), problem.leftElements(), 1);
        MemorySegment b = Reference.random(problem.stored(), problem.rightElements(), 2);
        long elements = problem.resultElements();
        MemorySegment c = Reference.random(problem.dtype(), elements, 3);
        LoopArguments arguments =
                new LoopArguments(
                        problem.dims(),
                        WORKERS,
                        List.of(a, b),
                        List.of(c),
                        List.of(),
                        List.of(),
                        MemorySegment.ofArray(new long[0]));
        assertThat(new LoopInterpreter(program).run(arguments, 1).status()).isEqualTo(Status.OK);
        double[] found = Reference.elements(problem.dtype(), c, elements);
        assertThat(found).as(problem.toString()).containsExactly(Reference.product(problem, a, b));
    }
}
