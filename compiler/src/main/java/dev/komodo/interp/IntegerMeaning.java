package dev.komodo.interp;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;

/// The meaning of operations on integers and truth values, on raw bits; results wrap to the dtype
/// when they are stored.
final class IntegerMeaning {
    private IntegerMeaning() {}

    static long unary(UnaryOp kind, long x, DType dtype) {
        return switch (kind) {
            case NEGATE -> -x;
            case ABS -> dtype.isUnsigned() ? x : Math.abs(x);
            case SIGN -> dtype.compare(x, 0);
            case NOT -> dtype == DType.BOOL ? 1 - x : ~x;
            case SQRT, RECIPROCAL, CBRT, EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P ->
                    throw new IllegalArgumentException(kind + " takes floats only");
            case SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, TANH, ASINH, ACOSH, ATANH ->
                    throw new IllegalArgumentException(kind + " takes floats only");
            case SIGMOID, SOFTPLUS, ERF, ERFC, ERF_INVERSE, ERFC_INVERSE ->
                    throw new IllegalArgumentException(kind + " takes floats only");
            case GAMMA, LOG_GAMMA, DIGAMMA, TRIGAMMA ->
                    throw new IllegalArgumentException(kind + " takes floats only");
            case BESSEL_J0, BESSEL_J1, BESSEL_I0, BESSEL_I1, BESSEL_I0_SCALED, BESSEL_I1_SCALED ->
                    throw new IllegalArgumentException(kind + " takes floats only");
            case FLOOR, CEIL, TRUNCATE, ROUND_EVEN, IS_NAN, IS_INFINITE ->
                    throw new IllegalArgumentException(kind + " takes floats only");
        };
    }

    static long binary(BinaryOp kind, long a, long b, DType dtype) {
        if (dtype.isUnsigned()) {
            return unsigned(kind, a, b, dtype);
        }
        int width = dtype.width();
        boolean beyond = b < 0 || b >= width;
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> b == 0 ? 0 : a / b;
            case REMAINDER -> b == 0 ? 0 : a % b;
            case FLOOR_MODULO -> b == 0 ? 0 : Math.floorMod(a, b);
            case POWER -> power(a, b);
            case ATAN2 -> throw new IllegalArgumentException(kind + " takes floats only");
            case MINIMUM -> Math.min(a, b);
            case MAXIMUM -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHIFT_LEFT -> beyond ? 0 : a << b;
            case SHIFT_RIGHT -> a >> (beyond ? width - 1 : b);
        };
    }

    private static long unsigned(BinaryOp kind, long a, long b, DType dtype) {
        boolean beyond = Long.compareUnsigned(b, dtype.width()) >= 0;
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> b == 0 ? 0 : Long.divideUnsigned(a, b);
            case REMAINDER, FLOOR_MODULO -> b == 0 ? 0 : Long.remainderUnsigned(a, b);
            case POWER -> repeated(a, b);
            case ATAN2 -> throw new IllegalArgumentException(kind + " takes floats only");
            case MINIMUM -> dtype.compare(a, b) <= 0 ? a : b;
            case MAXIMUM -> dtype.compare(a, b) >= 0 ? a : b;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHIFT_LEFT -> beyond ? 0 : a << b;
            case SHIFT_RIGHT -> beyond ? 0 : a >>> b;
        };
    }

    private static long power(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 ? 1 : base == -1 ? ((exponent & 1) == 0 ? 1 : -1) : 0;
        }
        return repeated(base, exponent);
    }

    /// To a power without a sign.
    private static long repeated(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            result = (rest & 1) == 0 ? result : result * square;
            square *= square;
        }
        return result;
    }
}
