package dev.komodo.loop;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// What each operator does to one lane, on raw bits ([DType]). Conversions are
/// [dev.komodo.graph.Conversion].
public final class LaneOps {
    /// A function of three lanes.
    @FunctionalInterface
    interface Ternary {
        /// The function.
        long apply(long a, long b, long c);
    }

    private static final long F32_SIGN = 0x80000000L;

    private LaneOps() {}

    static float f32(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    static long bits(float value) {
        return Float.floatToRawIntBits(value) & 0xFFFFFFFFL;
    }

    static double f64(long bits) {
        return Double.longBitsToDouble(bits);
    }

    static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static IllegalArgumentException noSuch(Enum<?> kind, DType dtype) {
        return new IllegalArgumentException(Symbols.word(kind) + " does not exist for " + dtype);
    }

    /// A function of one operand.
    ///
    /// @throws IllegalArgumentException if it does not exist for the dtype
    public static LongUnaryOperator unary(UnaryKind kind, DType dtype) {
        return switch (dtype) {
            case F32 ->
                    switch (kind) {
                        case NEGATE -> a -> a ^ F32_SIGN;
                        case ABS -> a -> a & ~F32_SIGN;
                        case SQRT -> a -> bits((float) Math.sqrt(f32(a)));
                        case FLOOR -> a -> bits((float) Math.floor(f32(a)));
                        case CEIL -> a -> bits((float) Math.ceil(f32(a)));
                        case TRUNCATE -> a -> bits((float) truncate(f32(a)));
                        case ROUND_EVEN -> a -> bits((float) Math.rint(f32(a)));
                        case NOT -> throw noSuch(kind, dtype);
                    };
            case F64 ->
                    switch (kind) {
                        case NEGATE -> a -> a ^ Long.MIN_VALUE;
                        case ABS -> a -> a & Long.MAX_VALUE;
                        case SQRT -> a -> bits(Math.sqrt(f64(a)));
                        case FLOOR -> a -> bits(Math.floor(f64(a)));
                        case CEIL -> a -> bits(Math.ceil(f64(a)));
                        case TRUNCATE -> a -> bits(truncate(f64(a)));
                        case ROUND_EVEN -> a -> bits(Math.rint(f64(a)));
                        case NOT -> throw noSuch(kind, dtype);
                    };
            case I8, I16, I32, I64, U8, U16, U32, U64 ->
                    switch (kind) {
                        case NEGATE -> a -> dtype.wrap(-a);
                        case ABS -> dtype.isUnsigned() ? a -> a : a -> dtype.wrap(Math.abs(a));
                        case NOT -> a -> dtype.wrap(~a);
                        case SQRT, FLOOR, CEIL, TRUNCATE, ROUND_EVEN -> throw noSuch(kind, dtype);
                    };
            case BOOL -> {
                if (kind != UnaryKind.NOT) {
                    throw noSuch(kind, dtype);
                }
                yield a -> a ^ 1;
            }
            case F16, BF16 -> throw noSuch(kind, dtype);
        };
    }

    private static double truncate(double value) {
        return value < 0 ? Math.ceil(value) : Math.floor(value);
    }

    /// A function of two operands.
    ///
    /// @throws IllegalArgumentException if it does not exist for the dtype
    public static LongBinaryOperator binary(BinaryKind kind, DType dtype) {
        return switch (dtype) {
            case F32 ->
                    switch (kind) {
                        case ADD -> (a, b) -> bits(f32(a) + f32(b));
                        case SUBTRACT -> (a, b) -> bits(f32(a) - f32(b));
                        case MULTIPLY -> (a, b) -> bits(f32(a) * f32(b));
                        case DIVIDE -> (a, b) -> bits(f32(a) / f32(b));
                        case REMAINDER -> (a, b) -> bits(f32(a) % f32(b));
                        case MINIMUM -> (a, b) -> bits(Math.min(f32(a), f32(b)));
                        case MAXIMUM -> (a, b) -> bits(Math.max(f32(a), f32(b)));
                        case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL ->
                                throw noSuch(kind, dtype);
                    };
            case F64 ->
                    switch (kind) {
                        case ADD -> (a, b) -> bits(f64(a) + f64(b));
                        case SUBTRACT -> (a, b) -> bits(f64(a) - f64(b));
                        case MULTIPLY -> (a, b) -> bits(f64(a) * f64(b));
                        case DIVIDE -> (a, b) -> bits(f64(a) / f64(b));
                        case REMAINDER -> (a, b) -> bits(f64(a) % f64(b));
                        case MINIMUM -> (a, b) -> bits(Math.min(f64(a), f64(b)));
                        case MAXIMUM -> (a, b) -> bits(Math.max(f64(a), f64(b)));
                        case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL ->
                                throw noSuch(kind, dtype);
                    };
            case I8, I16, I32, U8, U16, U32 -> {
                LongBinaryOperator wide = integer(kind, dtype);
                int above = Long.SIZE - dtype.width();
                yield dtype.isUnsigned()
                        ? (a, b) -> wide.applyAsLong(a, b) << above >>> above
                        : (a, b) -> wide.applyAsLong(a, b) << above >> above;
            }
            case I64, U64 -> integer(kind, dtype);
            case BOOL ->
                    switch (kind) {
                        case AND -> (a, b) -> a & b;
                        case OR -> (a, b) -> a | b;
                        case XOR -> (a, b) -> a ^ b;
                        case ADD,
                                SUBTRACT,
                                MULTIPLY,
                                DIVIDE,
                                REMAINDER,
                                MINIMUM,
                                MAXIMUM,
                                SHIFT_LEFT,
                                SHIFT_RIGHT,
                                SHIFT_RIGHT_LOGICAL ->
                                throw noSuch(kind, dtype);
                    };
            case F16, BF16 -> throw noSuch(kind, dtype);
        };
    }

    private static LongBinaryOperator integer(BinaryKind kind, DType dtype) {
        int width = dtype.width();
        long mask = -1L >>> (Long.SIZE - width);
        boolean isUnsigned = dtype.isUnsigned();
        LongBinaryOperator logical = (a, b) -> isAmount(b, width) ? (a & mask) >>> b : 0;
        return switch (kind) {
            case ADD -> (a, b) -> a + b;
            case SUBTRACT -> (a, b) -> a - b;
            case MULTIPLY -> (a, b) -> a * b;
            case DIVIDE ->
                    isUnsigned
                            ? (a, b) -> b == 0 ? 0 : Long.divideUnsigned(a, b)
                            : (a, b) -> b == 0 ? 0 : a / b;
            case REMAINDER ->
                    isUnsigned
                            ? (a, b) -> b == 0 ? 0 : Long.remainderUnsigned(a, b)
                            : (a, b) -> b == 0 ? 0 : a % b;
            case MINIMUM -> (a, b) -> dtype.compare(a, b) <= 0 ? a : b;
            case MAXIMUM -> (a, b) -> dtype.compare(a, b) >= 0 ? a : b;
            case AND -> (a, b) -> a & b;
            case OR -> (a, b) -> a | b;
            case XOR -> (a, b) -> a ^ b;
            case SHIFT_LEFT -> (a, b) -> isAmount(b, width) ? a << b : 0;
            case SHIFT_RIGHT ->
                    isUnsigned ? logical : (a, b) -> a >> (isAmount(b, width) ? b : width - 1);
            case SHIFT_RIGHT_LOGICAL -> logical;
        };
    }

    private static boolean isAmount(long amount, int width) {
        return amount >= 0 && amount < width;
    }

    static Ternary fma(DType dtype) {
        return switch (dtype) {
            case F32 -> (a, b, c) -> bits(Math.fma(f32(a), f32(b), f32(c)));
            case F64 -> (a, b, c) -> bits(Math.fma(f64(a), f64(b), f64(c)));
            case F16, BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException("fma does not exist for " + dtype);
        };
    }

    /// `a * 2^floor(b)`, rounded once.
    static LongBinaryOperator scale(DType dtype) {
        return switch (dtype) {
            case F32 ->
                    (a, b) -> {
                        float power = f32(b);
                        return bits(
                                isFinite(power)
                                        ? Math.scalb(f32(a), floor(power))
                                        : f32(a) * (float) limit(power));
                    };
            case F64 ->
                    (a, b) -> {
                        double power = f64(b);
                        return bits(
                                isFinite(power)
                                        ? Math.scalb(f64(a), floor(power))
                                        : f64(a) * limit(power));
                    };
            case F16, BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException("scale does not exist for " + dtype);
        };
    }

    private static boolean isFinite(double power) {
        return Math.abs(power) < Double.POSITIVE_INFINITY;
    }

    /// Powers beyond an int's are as good as the largest or smallest int.
    private static int floor(double power) {
        return (int) Math.floor(power);
    }

    /// `2^power` for a power that is not finite.
    private static double limit(double power) {
        return power == Double.NEGATIVE_INFINITY ? 0 : power;
    }

    /// A sum and the products of the parts of two words.
    static Ternary dot(DotKind kind) {
        return switch (kind) {
            case BYTES ->
                    (sum, a, b) -> {
                        long total = sum;
                        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                            total += (a >>> shift & 0xFF) * (byte) (b >>> shift);
                        }
                        return (int) total;
                    };
            case SHORTS ->
                    (sum, a, b) ->
                            (int) (sum + (long) (short) a * (short) b + (a >> 16) * (b >> 16));
            case BRAIN ->
                    (sum, a, b) -> {
                        float first = Math.fma(upper(a), upper(b), f32(sum));
                        return bits(Math.fma(upper(a << 16), upper(b << 16), first));
                    };
        };
    }

    /// The upper half of a word, as an f32's.
    private static float upper(long word) {
        return Float.intBitsToFloat((int) word & 0xFFFF0000);
    }

    /// The numbers of a table, by position.
    static LongUnaryOperator lookup(List<Float> table) {
        return a -> bits(table.get((int) a & (Expr.Lookup.SIZE - 1)));
    }

    /// A comparison; the result is 0 or 1.
    ///
    /// @throws IllegalArgumentException if it does not exist for the dtype
    public static LongBinaryOperator compare(CompareOp kind, DType dtype) {
        return switch (dtype) {
            case F32 -> {
                LongBinaryOperator wide = compare(kind, DType.F64);
                yield (a, b) -> wide.applyAsLong(bits((double) f32(a)), bits((double) f32(b)));
            }
            case F64 ->
                    switch (kind) {
                        case EQUAL -> (a, b) -> bit(f64(a) == f64(b));
                        case NOT_EQUAL -> (a, b) -> bit(f64(a) != f64(b));
                        case LESS -> (a, b) -> bit(f64(a) < f64(b));
                        case LESS_EQUAL -> (a, b) -> bit(f64(a) <= f64(b));
                        case GREATER -> (a, b) -> bit(f64(a) > f64(b));
                        case GREATER_EQUAL -> (a, b) -> bit(f64(a) >= f64(b));
                    };
            case I8, I16, I32, I64, U8, U16, U32, BOOL ->
                    switch (kind) {
                        case EQUAL -> (a, b) -> bit(a == b);
                        case NOT_EQUAL -> (a, b) -> bit(a != b);
                        case LESS -> (a, b) -> bit(a < b);
                        case LESS_EQUAL -> (a, b) -> bit(a <= b);
                        case GREATER -> (a, b) -> bit(a > b);
                        case GREATER_EQUAL -> (a, b) -> bit(a >= b);
                    };
            case U64 -> {
                // in the order of the signed numbers, moved by half of the range
                LongBinaryOperator signed = compare(kind, DType.I64);
                yield (a, b) -> signed.applyAsLong(a ^ Long.MIN_VALUE, b ^ Long.MIN_VALUE);
            }
            case F16, BF16 -> throw noSuch(kind, dtype);
        };
    }

    private static long bit(boolean value) {
        return value ? 1 : 0;
    }

    /// Bits of one dtype seen as another of the same width.
    static LongUnaryOperator bitcast(DType to) {
        int above = Long.SIZE - to.width();
        return to.kind() == DType.Kind.SIGNED
                ? a -> a << above >> above
                : a -> a << above >>> above;
    }
}
