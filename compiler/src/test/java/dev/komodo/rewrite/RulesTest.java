package dev.komodo.rewrite;

import org.junit.jupiter.api.Test;

/// Each rule: where it fires, and where it must not.
class RulesTest {
    @Test
    void dropReshapeOfSameShape() {
        Rewrites.body("%5 = reshape %0 : f32[2, 3]", "%5", "", "%0");
        Rewrites.unchanged("%5 = reshape %0 : f32[3, 2]", "%5");
    }

    @Test
    void mergeReshapes() {
        Rewrites.body(
                "%5 = reshape %0 : f32[6] %6 = reshape %5 : f32[3, 2]",
                "%6", "%5 = reshape %0 : f32[3, 2]", "%5");
        Rewrites.body("%5 = reshape %0 : f32[6] %6 = reshape %5 : f32[2, 3]", "%6", "", "%0");
    }

    @Test
    void mergeReshapesNotWhereOnlyTheStepsAreProved() {
        String program =
                """
                graph @g(%0: x f32[n, n, n], %1: m f32[m, k]) {
                  guard n*n*n == k*m "one"
                  guard k*m == 2*floordiv(m, 2) "two"
                  %2 = reshape %0 : f32[m, k]
                  %3 = reshape %2 : f32[2, floordiv(m, 2)]
                  return y = %3
                }
                """;
        Rewrites.check(program, program);
    }

    @Test
    void dropIdentityTransposeAndMergeTransposes() {
        Rewrites.body("%5 = transpose %0 permutation=[0, 1] : f32[2, 3]", "%5", "", "%0");
        Rewrites.body(
                """
                %5 = transpose %0 permutation=[1, 0] : f32[3, 2]
                %6 = transpose %5 permutation=[1, 0] : f32[2, 3]
                """,
                "%6", "", "%0");
        Rewrites.unchanged("%5 = transpose %0 permutation=[1, 0] : f32[3, 2]", "%5");
        Rewrites.body(
                """
                %5 = broadcast %0 axes=[1, 2] : f32[4, 2, 3]
                %6 = transpose %5 permutation=[1, 2, 0] : f32[2, 3, 4]
                %7 = transpose %6 permutation=[0, 2, 1] : f32[2, 4, 3]
                """,
                "%7",
                """
                %5 = broadcast %0 axes=[1, 2] : f32[4, 2, 3]
                %6 = transpose %5 permutation=[1, 0, 2] : f32[2, 4, 3]
                """,
                "%6");
    }

    @Test
    void dropIdentityBroadcastAndMergeBroadcasts() {
        Rewrites.body("%5 = broadcast %0 axes=[0, 1] : f32[2, 3]", "%5", "", "%0");
        Rewrites.body(
                """
                %5 = broadcast %4 axes=[1] : f32[2, 3]
                %6 = broadcast %5 axes=[0, 2] : f32[2, 7, 3]
                """,
                "%6", "%5 = broadcast %4 axes=[2] : f32[2, 7, 3]", "%5");
        Rewrites.unchanged("%5 = broadcast %4 axes=[1] : f32[2, 3]", "%5");
    }

    @Test
    void dropWholeSliceAndEmptyPad() {
        Rewrites.body("%5 = slice %4 starts=[0] sizes=[3] steps=[1] : f32[3]", "%5", "", "%4");
        Rewrites.unchanged("%5 = slice %4 starts=[2] sizes=[3] steps=[-1] : f32[3]", "%5");
        Rewrites.unchanged("%5 = slice %4 starts=[0] sizes=[2] steps=[1] : f32[2]", "%5");
        String zero = "%5 = constant {0x0.0p0} : f32[]\n";
        Rewrites.body(zero + "%6 = pad %4, %5 low=[0] high=[0] : f32[3]", "%6", "", "%4");
        Rewrites.unchanged(zero + "%6 = pad %4, %5 low=[0] high=[1] : f32[4]", "%6");
    }

    @Test
    void dropCasts() {
        Rewrites.body("%5 = cast %4 : f32[3]", "%5", "", "%4");
        Rewrites.body("%5 = cast %3 : f64[3] %6 = cast %5 : f16[3]", "%6", "", "%3");
        Rewrites.body("%5 = cast %2 : i32[3] %6 = cast %5 : bool[3]", "%6", "", "%2");
        Rewrites.body("%5 = cast %1 : f64[3] %6 = cast %5 : i32[3]", "%6", "", "%1");
        Rewrites.unchanged("%5 = cast %1 : f32[3] %6 = cast %5 : i32[3]", "%6");
        Rewrites.unchanged("%5 = cast %4 : f16[3] %6 = cast %5 : f32[3]", "%6");
        Rewrites.unchanged("%5 = cast %4 : f64[3] %6 = cast %5 : f16[3]", "%6");
    }

    @Test
    void dropAddZeroOnlyWhereTheSignOfZeroStays() {
        String negative = "%5 = constant splat -0x0.0p0 : f32[3]\n";
        String positive = "%5 = constant splat 0x0.0p0 : f32[3]\n";
        Rewrites.body(negative + "%6 = add %4, %5 : f32[3]", "%6", "", "%4");
        Rewrites.body(negative + "%6 = add %5, %4 : f32[3]", "%6", "", "%4");
        Rewrites.body(positive + "%6 = subtract %4, %5 : f32[3]", "%6", "", "%4");
        Rewrites.unchanged(positive + "%6 = add %4, %5 : f32[3]", "%6");
        Rewrites.unchanged(negative + "%6 = subtract %4, %5 : f32[3]", "%6");
        Rewrites.unchanged(positive + "%6 = subtract %5, %4 : f32[3]", "%6");
        String integer = "%5 = constant splat 0 : i32[3]\n";
        Rewrites.body(integer + "%6 = add %1, %5 : i32[3]", "%6", "", "%1");
        Rewrites.body(integer + "%6 = xor %5, %1 : i32[3]", "%6", "", "%1");
        Rewrites.body(integer + "%6 = and %5, %1 : i32[3]", "%6", integer, "%5");
    }

    @Test
    void dropMultiplyByOne() {
        String one = "%5 = constant {0x1.0p0} : f32[]\n %6 = broadcast %5 axes=[] : f32[3]\n";
        Rewrites.body(one + "%7 = multiply %6, %4 : f32[3]", "%7", "", "%4");
        Rewrites.body(one + "%7 = divide %4, %6 : f32[3]", "%7", "", "%4");
        Rewrites.body(one + "%7 = power %4, %6 : f32[3]", "%7", "", "%4");
        Rewrites.unchanged(
                "%5 = constant splat 0x1.0p0 : f32[3]\n%6 = divide %5, %4 : f32[3]", "%6");
    }

    @Test
    void dropDoubleNegation() {
        Rewrites.body("%5 = not %2 : bool[3] %6 = not %5 : bool[3]", "%6", "", "%2");
        Rewrites.unchanged("%5 = sqrt %4 : f32[3] %6 = sqrt %5 : f32[3]", "%6");
        Rewrites.unchanged("%5 = not %1 : i32[3] %6 = negate %5 : i32[3]", "%6");
    }

    @Test
    void dropSelectOfSame() {
        Rewrites.body("%5 = select %2, %4, %4 : f32[3]", "%5", "", "%4");
        Rewrites.body(
                "%5 = exp %4 : f32[3]\n%6 = constant splat false : bool[3]\n"
                        + "%7 = select %6, %5, %4 : f32[3]",
                "%7", "", "%4");
        Rewrites.unchanged("%5 = exp %4 : f32[3]\n%6 = select %2, %5, %4 : f32[3]", "%6");
    }

    @Test
    void replaceDivisionByPowerOfTwoOnlyWhereTheReciprocalIsExact() {
        Rewrites.body(
                "%5 = constant splat 0x1.0p3 : f32[3]\n%6 = divide %4, %5 : f32[3]",
                "%6", "%5 = constant splat 0x1.0p-3 : f32[3]\n%6 = multiply %4, %5 : f32[3]", "%6");
        Rewrites.unchanged(
                "%5 = constant splat 0x1.8p1 : f32[3]\n%6 = divide %4, %5 : f32[3]", "%6");
        Rewrites.unchanged(
                "%5 = constant splat 0x0.000002p-126 : f32[3]\n%6 = divide %4, %5 : f32[3]", "%6");
        Rewrites.unchanged(
                "%5 = constant splat 0x0.0p0 : f32[3]\n%6 = divide %4, %5 : f32[3]", "%6");
        Rewrites.unchanged("%5 = constant splat 4 : i32[3]\n%6 = divide %1, %5 : i32[3]", "%6");
    }

    @Test
    void foldConstants() {
        Rewrites.body(
                "%5 = constant {2, 3} : i64[2]\n%6 = constant {5, 7} : i64[2]\n"
                        + "%7 = multiply %5, %6 : i64[2]\n%8 = reduce sum %7 axes=[0] : i64[]",
                "%8", "%5 = constant {31} : i64[]", "%5");
        Rewrites.body(
                "%5 = constant {0x1.0p1} : f32[]\n%6 = broadcast %5 axes=[] : f32[9999]\n"
                        + "%7 = multiply %6, %6 : f32[9999]",
                "%7", "%5 = constant splat 0x1.0p2 : f32[9999]", "%5");
        Rewrites.body("%5 = dims [2, 3] : i64[2]", "%5", "%5 = constant {2, 3} : i64[2]", "%5");
    }

    @Test
    void foldConstantsNotWhereKernelsDefineTheOrderOrTheCallFails() {
        Rewrites.unchanged(
                "%5 = constant {0x1.0p0, 0x1.0p1} : f32[2]\n"
                        + "%6 = reduce sum %5 axes=[0] : f32[]",
                "%6");
        Rewrites.unchanged(
                "%5 = constant {7} : i64[1]\n%6 = constant {1, 2} : i64[2]\n"
                        + "%7 = gather %6, %5 axis=0 : i64[1]",
                "%7");
    }
}
