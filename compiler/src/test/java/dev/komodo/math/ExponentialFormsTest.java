package dev.komodo.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.invoke.MethodHandle;
import java.util.Random;

/// The exponential has the same bits on every machine, and where more is known of its operand. With
/// `-Dkomodo.math.stride=1` every f32 is tried.
class ExponentialFormsTest {
    private static final long STRIDE = Long.getLong("komodo.math.stride", 1009);

    @ParameterizedTest
    @EnumSource
    void singleOfAnything(VectorMath.Scaling scaling) throws Throwable {
        single(VectorMath.Range.ANY, scaling, 0);
    }

    @ParameterizedTest
    @EnumSource
    void singleUpToZero(VectorMath.Scaling scaling) throws Throwable {
        single(VectorMath.Range.UP_TO_ZERO, scaling, 0x80000000L);
    }

    private static void single(VectorMath.Range range, VectorMath.Scaling scaling, long least)
            throws Throwable {
        MethodHandle tried = ScalarCode.exp(DType.F32, range, scaling);
        MethodHandle whole = ScalarCode.unary(UnaryOp.EXP, DType.F32);
        assertThat((float) tried.invokeExact(0f)).isEqualTo(1f);
        assertThat((float) tried.invokeExact(Float.NEGATIVE_INFINITY)).isEqualTo(0f);
        // the step is odd, so all low bits occur
        for (long bits = least; bits <= 0xFFFFFFFFL; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            float expected = (float) whole.invokeExact(x);
            float found = (float) tried.invokeExact(x);
            if (Float.compare(found, expected) != 0) {
                assertThat(found).as("%a", x).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twofold(VectorMath.Scaling scaling) throws Throwable {
        MethodHandle whole = ScalarCode.unary(UnaryOp.EXP, DType.F64);
        for (VectorMath.Range range : VectorMath.Range.values()) {
            MethodHandle tried = ScalarCode.exp(DType.F64, range, scaling);
            Random random = new Random(3);
            for (int i = 0; i < 300_000; i++) {
                double x = -760 * random.nextDouble() * (i % 3 == 0 ? 0.01 : 1);
                if (range == VectorMath.Range.ANY && i % 2 == 0) {
                    x = -x;
                }
                double expected = (double) whole.invokeExact(x);
                double found = (double) tried.invokeExact(x);
                if (Double.compare(found, expected) != 0) {
                    assertThat(found).as("%a", x).isEqualTo(expected);
                }
            }
            assertThat((double) tried.invokeExact(-0.0)).isEqualTo(1.0);
            assertThat((double) tried.invokeExact(Double.NEGATIVE_INFINITY)).isEqualTo(0.0);
            assertThat((double) tried.invokeExact(Double.NaN)).isNaN();
        }
    }
}
