package dev.komodo.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Runs products in the loop interpreter and compares them with the definition, bit for bit.
final class Interpreted {
    private static final long WORKERS = 3;

    private Interpreted() {}

    static void check(Problem problem, Problem.Driver driver) {
        LoopProgram program = problem.program(driver);
        MemorySegment a = Reference.random(problem.stored(), problem.rows() * problem.depth(), 1);
        MemorySegment b =
                Reference.random(problem.stored(), problem.columns() * problem.depth(), 2);
        long elements = problem.rows() * problem.columns();
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
        double[] found = new double[(int) elements];
        for (int i = 0; i < elements; i++) {
            found[i] =
                    problem.dtype() == DType.F32
                            ? c.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i)
                            : c.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
        }
        assertThat(found).as(problem.toString()).containsExactly(Reference.product(problem, a, b));
    }
}
