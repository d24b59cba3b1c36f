package dev.komodo.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.jit.HostTarget;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.target.Target;
import dev.komodo.testing.JitRunner;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

class NativeTest {
    private static final List<long[]> EXTENTS =
            List.of(
                    new long[] {0, 3, 3},
                    new long[] {1, 1000, 20},
                    new long[] {4, 100, 300},
                    new long[] {20, 20, 20},
                    new long[] {127, 129, 131},
                    new long[] {300, 200, 600});

    private static void check(Problem problem, Target target, int workers) {
        LoopProgram program =
                new InsertFma()
                        .run(
                                problem.program(
                                        (block, scope, contraction) ->
                                                Gemm.lower(block, scope, target, contraction)));
        try (Arena arena = Arena.ofShared();
                JitRunner jit = new JitRunner(program, target)) {
            MemorySegment a =
                    copy(arena, Reference.random(problem.stored(), problem.leftElements(), 1));
            MemorySegment b =
                    copy(arena, Reference.random(problem.stored(), problem.rightElements(), 2));
            MemorySegment c =
                    copy(arena, Reference.random(problem.dtype(), problem.resultElements(), 3));
            LoopArguments arguments =
                    new LoopArguments(
                            problem.dims(),
                            workers,
                            List.of(a, b),
                            List.of(c),
                            List.of(),
                            List.of(),
                            arena.allocate(Long.BYTES));
            assertThat(jit.run(arguments).status()).isEqualTo(Status.OK);
            assertThat(Reference.elements(problem.dtype(), c, problem.resultElements()))
                    .as("%s on %s", problem, target.cpu())
                    .containsExactly(Reference.product(problem, a, b));
        }
    }

    private static MemorySegment copy(Arena arena, MemorySegment heap) {
        return arena.allocate(Math.max(64, heap.byteSize()), 64).copyFrom(heap);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nativeCodeGivesTheDefinedBitsOnAnyNumberOfThreads(boolean isRightTransposed) {
        Target host = HostTarget.detect();
        for (long[] e : EXTENTS) {
            Problem problem = Problem.of(e[0], e[1], e[2]).transposed(false, isRightTransposed);
            check(problem, host, 1);
            check(problem.parallel(), host, 3);
            check(problem.symbolic().parallel(), host, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nativeCodeGivesTheDefinedBitsInEveryDtype(boolean isLeftTransposed) {
        Target host = HostTarget.detect();
        Problem problem = Problem.of(65, 67, 260).transposed(isLeftTransposed, isLeftTransposed);
        check(problem.with(DType.F64, DType.F64), host, 1);
        check(problem.with(DType.F32, DType.F16), host, 1);
    }
}
