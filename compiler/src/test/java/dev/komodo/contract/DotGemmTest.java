package dev.komodo.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.jit.HostTarget;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.target.Target;
import dev.komodo.testing.JitRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class DotGemmTest {
    private static final List<DType> BYTES = List.of(DType.U8, DType.I8);
    private static final List<DotProblem.Zeros> ZEROS = List.of(DotProblem.Zeros.values());

    private static final List<long[]> EXTENTS =
            List.of(
                    new long[] {0, 5, 7},
                    new long[] {5, 7, 0},
                    new long[] {1, 1, 1},
                    new long[] {3, 31, 5},
                    new long[] {14, 32, 16},
                    new long[] {15, 33, 67},
                    new long[] {2, 20, 1030},
                    new long[] {31, 16, 257});

    /// All sorts of integer products, drawn from a seed: extents, signs, layouts, zero points.
    private static List<DotProblem> problems(DotKind kind, long seed, int count) {
        Random random = new Random(seed);
        List<DotProblem> problems = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] e = EXTENTS.get(i % EXTENTS.size());
            problems.add(
                    new DotProblem(
                            e[0],
                            e[1],
                            e[2],
                            kind,
                            kind == DotKind.BRAIN ? DType.BF16 : BYTES.get(random.nextInt(2)),
                            kind == DotKind.BRAIN ? DType.BF16 : BYTES.get(random.nextInt(2)),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            kind == DotKind.BRAIN
                                    ? DotProblem.Zeros.NONE
                                    : ZEROS.get(random.nextInt(ZEROS.size())),
                            random.nextBoolean(),
                            random.nextBoolean()));
        }
        return problems;
    }

    private static int[] result(MemorySegment c) {
        return c.toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    private static LoopArguments arguments(
            DotProblem problem, List<MemorySegment> inputs, MemorySegment c, MemorySegment cells) {
        return new LoopArguments(
                problem.dims(), 3, inputs, List.of(c), List.of(), List.of(), cells);
    }

    private static void interpret(DotProblem problem, Target target, DotProblem.Fill fill) {
        LoopProgram program = new InsertFma().run(problem.program(target));
        LoopVerifier.verify(program);
        List<MemorySegment> inputs = problem.inputs(fill, problem.toString().hashCode());
        MemorySegment c =
                MemorySegment.ofArray(new int[(int) (problem.rows() * problem.columns())]);
        MemorySegment cells = MemorySegment.ofArray(new long[0]);
        LoopArguments arguments = arguments(problem, inputs, c, cells);
        assertThat(new LoopInterpreter(program).run(arguments, 1).status()).isEqualTo(Status.OK);
        assertThat(result(c)).as("%s", problem).containsExactly(problem.expected(inputs));
    }

    private static void execute(DotProblem problem, DotProblem.Fill fill) {
        Target host = HostTarget.detect();
        LoopProgram program = new InsertFma().run(problem.program(host));
        try (Arena arena = Arena.ofShared();
                JitRunner jit = new JitRunner(program, host)) {
            List<MemorySegment> inputs =
                    problem.inputs(fill, problem.toString().hashCode()).stream()
                            .map(heap -> copy(arena, heap))
                            .toList();
            long bytes = problem.rows() * problem.columns() * Integer.BYTES;
            MemorySegment c = arena.allocate(Math.max(64, bytes), 64);
            LoopArguments arguments = arguments(problem, inputs, c, arena.allocate(8));
            assertThat(jit.run(arguments).status()).isEqualTo(Status.OK);
            assertThat(result(c.asSlice(0, bytes)))
                    .as("%s", problem)
                    .containsExactly(problem.expected(inputs));
        }
    }

    private static MemorySegment copy(Arena arena, MemorySegment heap) {
        return arena.allocate(Math.max(64, heap.byteSize()), 64).copyFrom(heap);
    }

    @ParameterizedTest
    @EnumSource(DotKind.class)
    void everyEdgeSignLayoutAndZeroPointGivesTheDefinedBits(DotKind kind) {
        for (DotProblem problem : problems(kind, 1, 32)) {
            interpret(problem, Problem.AVX512, DotProblem.Fill.RANDOM);
        }
        for (DotProblem problem : problems(kind, 2, 8)) {
            interpret(problem, Problem.AVX2, DotProblem.Fill.RANDOM);
            interpret(problem, Problem.SSE, DotProblem.Fill.RANDOM);
        }
    }

    @ParameterizedTest
    @EnumSource(DotKind.class)
    void nativeCodeGivesTheDefinedBits(DotKind kind) {
        for (DotProblem problem : problems(kind, 3, 16)) {
            execute(problem, DotProblem.Fill.RANDOM);
        }
    }

    @Test
    void sumsOfExtremesAreExactAndWrap() {
        for (DotKind kind : List.of(DotKind.BYTES, DotKind.SHORTS)) {
            for (DType left : BYTES) {
                for (DType right : BYTES) {
                    // 33,026 products of 255 * 255 exceed the largest i32.
                    DotProblem deep =
                            new DotProblem(
                                    2,
                                    17,
                                    33_100,
                                    kind,
                                    left,
                                    right,
                                    false,
                                    true,
                                    DotProblem.Zeros.NONE,
                                    false,
                                    false);
                    execute(deep, DotProblem.Fill.SMALLEST);
                    execute(deep, DotProblem.Fill.LARGEST);
                    DotProblem moved =
                            new DotProblem(
                                    3,
                                    40,
                                    1_111,
                                    kind,
                                    left,
                                    right,
                                    true,
                                    false,
                                    DotProblem.Zeros.BOTH,
                                    false,
                                    true);
                    execute(moved, DotProblem.Fill.SMALLEST);
                    execute(moved, DotProblem.Fill.LARGEST);
                }
            }
        }
    }

    @Test
    void subnormalNumbersOfBrainFloatsGiveTheDefinedBits() {
        for (DotProblem problem : problems(DotKind.BRAIN, 4, 16)) {
            execute(problem, DotProblem.Fill.TINY);
        }
        for (DotProblem problem : problems(DotKind.BRAIN, 5, 8)) {
            interpret(problem, Problem.AVX512, DotProblem.Fill.TINY);
        }
    }
}
