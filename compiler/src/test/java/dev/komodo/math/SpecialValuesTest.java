package dev.komodo.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.UnaryOp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// Operands that a polynomial knows nothing of: zeros, infinities, NaN, the ends of the range.
/// Expected values are boxed: boxes tell -0.0 from 0.0 and equate NaN with NaN.
class SpecialValuesTest {
    private static final List<Double> SPECIAL =
            List.of(
                    0.0,
                    -0.0,
                    1.0,
                    -1.0,
                    0.5,
                    -0.5,
                    2.0,
                    -2.0,
                    3.0,
                    -3.0,
                    1.5,
                    -1.5,
                    9007199254740991.0,
                    -9007199254740991.0,
                    1e16,
                    -1e16,
                    Double.MIN_VALUE,
                    -Double.MIN_VALUE,
                    Double.MAX_VALUE,
                    -Double.MAX_VALUE,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Double.NaN);

    @ParameterizedTest
    @CsvSource({
        "EXP, NaN, NaN",
        "EXP, Infinity, Infinity",
        "EXP, -Infinity, 0.0",
        "EXP, 0.0, 1.0",
        "EXP, -0.0, 1.0",
        "EXPM1, NaN, NaN",
        "EXPM1, Infinity, Infinity",
        "EXPM1, -Infinity, -1.0",
        "EXPM1, 0.0, 0.0",
        "EXPM1, -0.0, -0.0",
        "LOG, NaN, NaN",
        "LOG, Infinity, Infinity",
        "LOG, -Infinity, NaN",
        "LOG, -1.0, NaN",
        "LOG, 0.0, -Infinity",
        "LOG, -0.0, -Infinity",
        "LOG, 1.0, 0.0",
        "LOG1P, NaN, NaN",
        "LOG1P, Infinity, Infinity",
        "LOG1P, -Infinity, NaN",
        "LOG1P, -1.5, NaN",
        "LOG1P, -1.0, -Infinity",
        "LOG1P, 0.0, 0.0",
        "LOG1P, -0.0, -0.0",
        "SIN, NaN, NaN",
        "SIN, Infinity, NaN",
        "SIN, -Infinity, NaN",
        "SIN, 0.0, 0.0",
        "SIN, -0.0, -0.0",
        "COS, NaN, NaN",
        "COS, Infinity, NaN",
        "COS, -Infinity, NaN",
        "COS, 0.0, 1.0",
        "COS, -0.0, 1.0",
        "TANH, NaN, NaN",
        "TANH, Infinity, 1.0",
        "TANH, -Infinity, -1.0",
        "TANH, 0.0, 0.0",
        "TANH, -0.0, -0.0",
        "SIGMOID, NaN, NaN",
        "SIGMOID, Infinity, 1.0",
        "SIGMOID, -Infinity, 0.0",
        "SIGMOID, 0.0, 0.5",
        "SOFTPLUS, NaN, NaN",
        "SOFTPLUS, Infinity, Infinity",
        "SOFTPLUS, -Infinity, 0.0",
        "ERF, NaN, NaN",
        "ERF, Infinity, 1.0",
        "ERF, -Infinity, -1.0",
        "ERF, 0.0, 0.0",
        "ERF, -0.0, -0.0",
        "ERFC, NaN, NaN",
        "ERFC, Infinity, 0.0",
        "ERFC, -Infinity, 2.0",
        "ERFC, 0.0, 1.0",
        "ERFC, -0.0, 1.0",
        "EXP2, NaN, NaN",
        "EXP2, Infinity, Infinity",
        "EXP2, -Infinity, 0.0",
        "EXP2, 0.0, 1.0",
        "EXP2, -0.0, 1.0",
        "EXP2, 10.0, 1024.0",
        "EXP2, -126.0, 1.1754943508222875E-38",
        "EXP2, -140.0, 7.174648137343064E-43",
        "LOG2, NaN, NaN",
        "LOG2, Infinity, Infinity",
        "LOG2, -Infinity, NaN",
        "LOG2, -1.0, NaN",
        "LOG2, 0.0, -Infinity",
        "LOG2, -0.0, -Infinity",
        "LOG2, 1.0, 0.0",
        "LOG2, 1024.0, 10.0",
        "LOG2, 7.174648137343064E-43, -140.0",
        "LOG10, NaN, NaN",
        "LOG10, Infinity, Infinity",
        "LOG10, -Infinity, NaN",
        "LOG10, -1.0, NaN",
        "LOG10, 0.0, -Infinity",
        "LOG10, -0.0, -Infinity",
        "LOG10, 1.0, 0.0",
        "LOG10, 1000.0, 3.0",
        "LOG10, 10000000.0, 7.0",
        "TAN, NaN, NaN",
        "TAN, Infinity, NaN",
        "TAN, -Infinity, NaN",
        "TAN, 0.0, 0.0",
        "TAN, -0.0, -0.0",
        "ASIN, NaN, NaN",
        "ASIN, 2.0, NaN",
        "ASIN, -Infinity, NaN",
        "ASIN, 0.0, 0.0",
        "ASIN, -0.0, -0.0",
        "ASIN, 1.0, 1.5707963267948966",
        "ASIN, -1.0, -1.5707963267948966",
        "ACOS, NaN, NaN",
        "ACOS, -2.0, NaN",
        "ACOS, Infinity, NaN",
        "ACOS, 1.0, 0.0",
        "ACOS, 0.0, 1.5707963267948966",
        "ACOS, -0.0, 1.5707963267948966",
        "ACOS, -1.0, 3.141592653589793",
        "ATAN, NaN, NaN",
        "ATAN, Infinity, 1.5707963267948966",
        "ATAN, -Infinity, -1.5707963267948966",
        "ATAN, 0.0, 0.0",
        "ATAN, -0.0, -0.0",
        "SINH, NaN, NaN",
        "SINH, Infinity, Infinity",
        "SINH, -Infinity, -Infinity",
        "SINH, 0.0, 0.0",
        "SINH, -0.0, -0.0",
        "COSH, NaN, NaN",
        "COSH, Infinity, Infinity",
        "COSH, -Infinity, Infinity",
        "COSH, -0.0, 1.0",
        "ASINH, NaN, NaN",
        "ASINH, Infinity, Infinity",
        "ASINH, -Infinity, -Infinity",
        "ASINH, 0.0, 0.0",
        "ASINH, -0.0, -0.0",
        "ACOSH, NaN, NaN",
        "ACOSH, Infinity, Infinity",
        "ACOSH, -Infinity, NaN",
        "ACOSH, 0.0, NaN",
        "ACOSH, 1.0, 0.0",
        "ATANH, NaN, NaN",
        "ATANH, Infinity, NaN",
        "ATANH, -2.0, NaN",
        "ATANH, 1.0, Infinity",
        "ATANH, -1.0, -Infinity",
        "ATANH, 0.0, 0.0",
        "ATANH, -0.0, -0.0",
        "CBRT, NaN, NaN",
        "CBRT, Infinity, Infinity",
        "CBRT, -Infinity, -Infinity",
        "CBRT, 0.0, 0.0",
        "CBRT, -0.0, -0.0",
        "CBRT, 27.0, 3.0",
        "CBRT, -0.125, -0.5",
        "CBRT, -5.605193857299268E-45, -1.7763568394002505E-15",
        "LOG_GAMMA, NaN, NaN",
        "LOG_GAMMA, Infinity, Infinity",
        "LOG_GAMMA, -Infinity, Infinity",
        "LOG_GAMMA, 0.0, Infinity",
        "LOG_GAMMA, -0.0, Infinity",
        "LOG_GAMMA, 1.0, 0.0",
        "LOG_GAMMA, 2.0, 0.0",
        "LOG_GAMMA, -1.0, Infinity",
        "LOG_GAMMA, -170.0, Infinity",
        "LOG_GAMMA, -1e300, Infinity",
        "LOG_GAMMA, 1.7e308, Infinity",
        "LOG_GAMMA, 3.0, 0.6931471805599453",
        "LOG_GAMMA, 0.5, 0.5723649429247001",
        "LOG_GAMMA, -0.5, 1.2655121234846454",
        "DIGAMMA, NaN, NaN",
        "DIGAMMA, Infinity, Infinity",
        "DIGAMMA, -Infinity, NaN",
        "DIGAMMA, 0.0, -Infinity",
        "DIGAMMA, -0.0, Infinity",
        "DIGAMMA, -1.0, NaN",
        "DIGAMMA, -170.0, NaN",
        "DIGAMMA, -1e300, NaN",
        "DIGAMMA, 1.0, -0.5772156649015329",
        "DIGAMMA, -0.5, 0.03648997397857652",
        "TRIGAMMA, NaN, NaN",
        "TRIGAMMA, Infinity, 0.0",
        "TRIGAMMA, -Infinity, NaN",
        "TRIGAMMA, 0.0, Infinity",
        "TRIGAMMA, -0.0, Infinity",
        "TRIGAMMA, -1.0, Infinity",
        "TRIGAMMA, 1.0, 1.6449340668482264",
        "GAMMA, NaN, NaN",
        "GAMMA, Infinity, Infinity",
        "GAMMA, -Infinity, NaN",
        "GAMMA, 0.0, Infinity",
        "GAMMA, -0.0, -Infinity",
        "GAMMA, -1.0, NaN",
        "GAMMA, -1e300, NaN",
        "GAMMA, 1.0, 1.0",
        "GAMMA, 2.0, 1.0",
        "GAMMA, 5.0, 24.0",
        "GAMMA, 1e300, Infinity",
        "GAMMA, -1000.5, -0.0",
        "GAMMA, -1001.5, 0.0",
        "ERF_INVERSE, NaN, NaN",
        "ERF_INVERSE, 1.0, Infinity",
        "ERF_INVERSE, -1.0, -Infinity",
        "ERF_INVERSE, 1.5, NaN",
        "ERF_INVERSE, -Infinity, NaN",
        "ERF_INVERSE, 0.0, 0.0",
        "ERF_INVERSE, -0.0, -0.0",
        "ERFC_INVERSE, NaN, NaN",
        "ERFC_INVERSE, 0.0, Infinity",
        "ERFC_INVERSE, -0.0, Infinity",
        "ERFC_INVERSE, 2.0, -Infinity",
        "ERFC_INVERSE, -1.0, NaN",
        "ERFC_INVERSE, 3.0, NaN",
        "ERFC_INVERSE, Infinity, NaN",
        "ERFC_INVERSE, 1.0, 0.0",
        "BESSEL_J0, NaN, NaN",
        "BESSEL_J0, Infinity, 0.0",
        "BESSEL_J0, -Infinity, 0.0",
        "BESSEL_J0, 0.0, 1.0",
        "BESSEL_J0, -0.0, 1.0",
        "BESSEL_J1, NaN, NaN",
        "BESSEL_J1, Infinity, 0.0",
        "BESSEL_J1, -Infinity, -0.0",
        "BESSEL_J1, 0.0, 0.0",
        "BESSEL_J1, -0.0, -0.0",
        "BESSEL_I0, NaN, NaN",
        "BESSEL_I0, Infinity, Infinity",
        "BESSEL_I0, -Infinity, Infinity",
        "BESSEL_I0, 0.0, 1.0",
        "BESSEL_I0, -0.0, 1.0",
        "BESSEL_I0, 1000.0, Infinity",
        "BESSEL_I1, NaN, NaN",
        "BESSEL_I1, Infinity, Infinity",
        "BESSEL_I1, -Infinity, -Infinity",
        "BESSEL_I1, 0.0, 0.0",
        "BESSEL_I1, -0.0, -0.0",
        "BESSEL_I1, -1000.0, -Infinity",
        "BESSEL_I0_SCALED, NaN, NaN",
        "BESSEL_I0_SCALED, Infinity, 0.0",
        "BESSEL_I0_SCALED, -Infinity, 0.0",
        "BESSEL_I0_SCALED, 0.0, 1.0",
        "BESSEL_I0_SCALED, -0.0, 1.0",
        "BESSEL_I1_SCALED, NaN, NaN",
        "BESSEL_I1_SCALED, Infinity, 0.0",
        "BESSEL_I1_SCALED, -Infinity, -0.0",
        "BESSEL_I1_SCALED, 0.0, 0.0",
        "BESSEL_I1_SCALED, -0.0, -0.0",
        "SIGN, NaN, NaN",
        "SIGN, -0.0, -0.0",
        "SIGN, 0.0, 0.0",
        "SIGN, -3.5, -1.0",
        "SIGN, Infinity, 1.0",
        "RECIPROCAL, -0.0, -Infinity",
        "RECIPROCAL, 4.0, 0.25",
    })
    void unaryOpsKeepThem(UnaryOp op, double x, double expected) {
        assertThat(ScalarCode.twofold(op).at(x)).isEqualTo(Double.valueOf(expected));
        assertThat(ScalarCode.single(op).at((float) x)).isEqualTo(Float.valueOf((float) expected));
    }

    @ParameterizedTest
    @CsvSource({"EXPM1", "LOG1P", "SIN", "TAN", "ASIN", "ATAN", "SINH", "TANH", "ASINH", "ATANH"})
    void subnormalsAreTheirOwnImages(UnaryOp op) {
        for (double x : List.of(0x0.0000000000001p-1022, -0x0.8000000000001p-1022, 0x1p-1000)) {
            assertThat(ScalarCode.twofold(op).at(x)).isEqualTo(x);
        }
        for (float x : List.of(0x0.000002p-126f, -0x0.800002p-126f, 0x1p-120f)) {
            assertThat(ScalarCode.single(op).at(x)).isEqualTo(x);
        }
    }

    @Test
    void powerFollowsIeee754() {
        ScalarCode.DoublePairFormula twofold = ScalarCode.twofold(BinaryOp.POWER);
        ScalarCode.FloatPairFormula single = ScalarCode.single(BinaryOp.POWER);
        for (double a : SPECIAL) {
            for (double b : SPECIAL) {
                String what = a + " to the power " + b;
                assertNear(twofold.at(a, b), power(a, b), what);
                double narrow = power((float) a, (float) b);
                assertNear(single.at((float) a, (float) b), (float) narrow, what);
            }
        }
    }

    @Test
    void anglesFollowIeee754() {
        ScalarCode.DoublePairFormula twofold = ScalarCode.twofold(BinaryOp.ATAN2);
        ScalarCode.FloatPairFormula single = ScalarCode.single(BinaryOp.ATAN2);
        for (double a : SPECIAL) {
            for (double b : SPECIAL) {
                String what = "the angle of ordinate " + a + " and abscissa " + b;
                assertNear(twofold.at(a, b), StrictMath.atan2(a, b), what);
                double narrow = StrictMath.atan2((float) a, (float) b);
                assertNear(single.at((float) a, (float) b), (float) narrow, what);
            }
        }
    }

    /// Java's `pow`, but for 1 and -1 where IEEE 754 gives 1 and Java NaN.
    private static double power(double a, double b) {
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : StrictMath.pow(a, b);
    }

    private static void assertNear(double found, double expected, String what) {
        if (Double.isFinite(expected) && expected != 0) {
            double unit = Math.max(Math.ulp(expected), Math.ulp((float) expected));
            assertThat(Math.abs(found - expected)).as(what).isLessThanOrEqualTo(unit);
        } else {
            assertThat(found).as(what).isEqualTo(Double.valueOf(expected));
        }
    }

    @Test
    void floorModuloHasTheDivisorsSign() {
        ScalarCode.DoublePairFormula formula = ScalarCode.twofold(BinaryOp.FLOOR_MODULO);
        assertThat(formula.at(-7, 3)).isEqualTo(2);
        assertThat(formula.at(7, -3)).isEqualTo(-2);
        assertThat(formula.at(-6, 3)).isEqualTo(Double.valueOf(0.0));
        assertThat(formula.at(6, -3)).isEqualTo(Double.valueOf(-0.0));
        assertThat(formula.at(5, 0)).isNaN();
        assertThat(formula.at(-1, Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(formula.at(1, Double.POSITIVE_INFINITY)).isEqualTo(1);
    }
}
