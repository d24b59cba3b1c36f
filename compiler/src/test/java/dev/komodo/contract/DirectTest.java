package dev.komodo.contract;

import dev.komodo.graph.DType;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;

import java.util.List;

class DirectTest {
    private static Problem.Driver on(Target target) {
        return (block, scope, contraction) -> Direct.lower(block, scope, target, contraction);
    }

    private static final List<long[]> EXTENTS =
            List.of(
                    new long[] {0, 5, 7},
                    new long[] {1, 0, 7},
                    new long[] {5, 7, 0},
                    new long[] {1, 1, 1},
                    new long[] {1, 300, 20},
                    new long[] {1, 128, 257},
                    new long[] {2, 65, 256},
                    new long[] {3, 31, 513},
                    new long[] {4, 64, 15},
                    new long[] {6, 33, 16},
                    new long[] {14, 32, 17},
                    new long[] {15, 20, 20},
                    new long[] {29, 48, 5});

    @Test
    void everyEdgeAndLayoutGivesTheDefinedBits() {
        for (boolean left : List.of(false, true)) {
            for (boolean right : List.of(false, true)) {
                for (long[] e : EXTENTS) {
                    Problem problem = Problem.of(e[0], e[1], e[2]).transposed(left, right);
                    Interpreted.check(problem, on(Problem.AVX512));
                    Interpreted.check(problem.parallel(), on(Problem.AVX2));
                }
            }
        }
    }

    /// Tiles along the rows, with fewer rows, and wide ones: strides of 4096 bytes.
    @Test
    void everyTileGivesTheDefinedBits() {
        for (long[] e : List.of(new long[] {20, 1024, 3}, new long[] {17, 40, 1024})) {
            for (boolean left : List.of(false, true)) {
                Problem problem = Problem.of(e[0], e[1], e[2]).transposed(left, true);
                Interpreted.check(problem, on(Problem.AVX512));
                Interpreted.check(problem.parallel(), on(Problem.AVX512));
            }
        }
    }

    @Test
    void symbolicColumnsAndDepthGiveTheDefinedBits() {
        for (boolean right : List.of(false, true)) {
            for (long[] e : EXTENTS) {
                Problem problem = Problem.of(e[0], e[1], e[2]).transposed(false, right);
                Interpreted.check(problem.symbolicExceptRows(), on(Problem.AVX512));
            }
        }
    }

    @Test
    void everyDtypeAndTargetGivesTheDefinedBits() {
        for (Target target : List.of(Problem.AVX512, Problem.AVX2, Problem.SSE)) {
            for (boolean right : List.of(false, true)) {
                Problem problem = Problem.of(3, 37, 261).transposed(!right, right);
                Interpreted.check(problem.with(DType.F64, DType.F64), on(target));
                Interpreted.check(problem.with(DType.F32, DType.F16), on(target));
            }
        }
    }
}
