package dev.komodo.contract;

import static dev.komodo.loop.Expressions.index;

import dev.komodo.graph.DType;
import dev.komodo.loop.Buffer;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;

import java.util.List;

class PackedRightTest {
    private static final List<long[]> EXTENTS =
            List.of(
                    new long[] {1, 1, 1},
                    new long[] {1, 70, 20},
                    new long[] {1, 200, 20},
                    new long[] {5, 32, 257},
                    new long[] {15, 33, 17},
                    new long[] {30, 16, 300},
                    new long[] {60, 100, 513});

    /// Packs in scratch memory first, as `prepare` does in a prepared buffer.
    private static Problem.Driver packed(Target target) {
        return (block, scope, contraction) -> {
            Problem.Known known = Problem.known(contraction);
            long elements =
                    PackedRight.elements(
                            target, contraction.dtype(), known.columns(), known.depth());
            Buffer buffer = scope.scratch("packed", contraction.dtype(), (elements + 15) / 16 * 16);
            PackedRight right =
                    PackedRight.of(target, buffer, index(0), known.columns(), known.depth());
            right.pack(block, contraction.right());
            Gemm.lower(block, scope, target, contraction.withRight(right));
        };
    }

    @Test
    void packedPanelsGiveTheDefinedBitsInEveryDriver() {
        for (Target target : List.of(Problem.AVX512, Problem.AVX2)) {
            for (boolean right : List.of(false, true)) {
                for (long[] e : EXTENTS) {
                    Problem problem = Problem.of(e[0], e[1], e[2]).transposed(false, right);
                    Interpreted.check(problem, packed(target));
                    Interpreted.check(problem.with(DType.F64, DType.F64), packed(target));
                    Interpreted.check(problem.with(DType.F32, DType.F16), packed(target));
                }
            }
        }
    }
}
