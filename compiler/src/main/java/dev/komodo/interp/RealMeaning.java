package dev.komodo.interp;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.UnaryOp;

/// The meaning of operations on floats, in double precision.
final class RealMeaning {
    private RealMeaning() {}

    static double unary(UnaryOp kind, double x) {
        return switch (kind) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case EXP -> StrictMath.exp(x);
            case EXP2 -> StrictMath.pow(2, x);
            case EXPM1 -> StrictMath.expm1(x);
            case LOG -> StrictMath.log(x);
            case LOG2 -> LogarithmMeaning.log2(x);
            case LOG10 -> StrictMath.log10(x);
            case LOG1P -> StrictMath.log1p(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case TAN -> StrictMath.tan(x);
            case ASIN -> StrictMath.asin(x);
            case ACOS -> StrictMath.acos(x);
            case ATAN -> StrictMath.atan(x);
            case SINH -> StrictMath.sinh(x);
            case COSH -> StrictMath.cosh(x);
            case TANH -> StrictMath.tanh(x);
            case ASINH -> LogarithmMeaning.asinh(x);
            case ACOSH -> LogarithmMeaning.acosh(x);
            case ATANH -> LogarithmMeaning.atanh(x);
            case CBRT -> StrictMath.cbrt(x);
            case SIGMOID -> sigmoid(x);
            case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
            case ERF -> ErrorFunction.erf(x);
            case ERFC -> ErrorFunction.erfc(x);
            case LOG_GAMMA -> GammaMeaning.logGamma(x);
            case DIGAMMA -> GammaMeaning.digamma(x);
            case TRIGAMMA -> GammaMeaning.trigamma(x);
            case GAMMA -> GammaMeaning.gamma(x);
            case ERF_INVERSE -> ErrorInverseMeaning.ofErf(x);
            case ERFC_INVERSE -> ErrorInverseMeaning.ofErfc(x);
            case BESSEL_J0 -> BesselMeaning.oscillating(x, 0);
            case BESSEL_J1 -> BesselMeaning.oscillating(x, 1);
            case BESSEL_I0 -> BesselMeaning.modified(x, 0, false);
            case BESSEL_I1 -> BesselMeaning.modified(x, 1, false);
            case BESSEL_I0_SCALED -> BesselMeaning.modified(x, 0, true);
            case BESSEL_I1_SCALED -> BesselMeaning.modified(x, 1, true);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case ROUND_EVEN -> Math.rint(x);
            case NOT, IS_NAN, IS_INFINITE ->
                    throw new IllegalArgumentException(kind + " gives no float");
        };
    }

    private static double sigmoid(double x) {
        if (x >= 0) {
            return 1 / (1 + StrictMath.exp(-x));
        }
        double e = StrictMath.exp(x);
        return e / (1 + e);
    }

    static double binary(BinaryOp kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case REMAINDER -> a % b;
            case FLOOR_MODULO -> floorModulo(a, b);
            case POWER -> power(a, b);
            case ATAN2 -> StrictMath.atan2(a, b);
            case MINIMUM -> Math.min(a, b);
            case MAXIMUM -> Math.max(a, b);
            case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT ->
                    throw new IllegalArgumentException(kind + " takes no floats");
        };
    }

    private static double floorModulo(double a, double b) {
        double remainder = a % b;
        if (remainder == 0) {
            return Math.copySign(0, b);
        }
        return (remainder < 0) == (b < 0) ? remainder : remainder + b;
    }

    /// IEEE 754-2019, 9.2.1: unlike Java's `pow`, 1 to any power is 1, and so is -1 to plus or
    /// minus infinity.
    private static double power(double a, double b) {
        if (a == 1 || (a == -1 && Double.isInfinite(b))) {
            return 1;
        }
        return StrictMath.pow(a, b);
    }
}
