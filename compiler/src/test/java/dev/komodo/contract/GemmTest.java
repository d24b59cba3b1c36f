package dev.komodo.contract;

import dev.komodo.graph.DType;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;

import java.util.List;

class GemmTest {
    private static Problem.Driver on(Target target) {
        return (block, scope, contraction) -> Gemm.lowerPacked(block, scope, target, contraction);
    }

    private static final List<long[]> EXTENTS =
            List.of(
                    new long[] {0, 5, 7},
                    new long[] {5, 0, 7},
                    new long[] {5, 7, 0},
                    new long[] {1, 1, 1},
                    new long[] {13, 31, 15},
                    new long[] {14, 32, 16},
                    new long[] {15, 33, 17},
                    new long[] {29, 65, 255},
                    new long[] {3, 70, 256},
                    new long[] {31, 16, 257},
                    new long[] {16, 17, 513},
                    new long[] {2, 100, 33});

    @Test
    void everyEdgeOfEveryExtentGivesTheDefinedBits() {
        for (long[] e : EXTENTS) {
            Problem problem = Problem.of(e[0], e[1], e[2]);
            Interpreted.check(problem, on(Problem.AVX512));
            Interpreted.check(problem.symbolic(), on(Problem.AVX512));
        }
    }

    @Test
    void everyLayoutGivesTheDefinedBits() {
        for (boolean left : List.of(false, true)) {
            for (boolean right : List.of(false, true)) {
                for (long[] e : EXTENTS) {
                    Problem problem = Problem.of(e[0], e[1], e[2]).transposed(left, right);
                    Interpreted.check(problem, on(Problem.AVX512));
                    Interpreted.check(problem.symbolic(), on(Problem.AVX2));
                }
            }
        }
    }

    @Test
    void everyDtypeAndTargetGivesTheDefinedBits() {
        for (Target target : List.of(Problem.AVX512, Problem.AVX2, Problem.SSE)) {
            for (boolean right : List.of(false, true)) {
                Problem problem = Problem.of(19, 37, 261).transposed(!right, right);
                Interpreted.check(problem, on(target));
                Interpreted.check(problem.with(DType.F64, DType.F64), on(target));
                Interpreted.check(problem.with(DType.F32, DType.F16), on(target));
            }
        }
    }

    @Test
    void tasksAreIndependent() {
        for (long[] e : List.of(new long[] {130, 300, 40}, new long[] {60, 270, 300})) {
            Problem problem = Problem.of(e[0], e[1], e[2]).parallel();
            Interpreted.check(problem, on(Problem.AVX512));
            Interpreted.check(problem.symbolic(), on(Problem.AVX512));
        }
    }

    @Test
    void aSingleRowIsRecognisedAtRunTime() {
        for (boolean right : List.of(false, true)) {
            for (long rows : List.of(0L, 1L, 2L)) {
                Problem problem = Problem.of(rows, 90, 270).transposed(false, right).symbolic();
                Interpreted.check(
                        problem.parallel(),
                        (block, scope, contraction) ->
                                Gemm.lower(block, scope, Problem.AVX512, contraction));
            }
        }
    }
}
