package dev.komodo.graph;

import java.util.function.LongUnaryOperator;

/// Numeric conversion of single elements, on raw bits ([DType]): what [Op.Cast] means.
///
/// Every float rounds once, to nearest even. Floats to integers truncate and saturate, NaN gives 0;
/// integers to integers wrap; to bool is `x != 0` (NaN is true); bool gives 0 or 1. A NaN stays
/// one.
public final class Conversion {
    private static final double TWO_63 = 0x1p63;

    private Conversion() {}

    /// The conversion of one dtype's elements to another's.
    public static LongUnaryOperator of(DType from, DType to) {
        if (from == to) {
            return LongUnaryOperator.identity();
        }
        return switch (from.kind()) {
            case FLOAT -> bits -> ofDouble(to, toDouble(from, bits));
            case SIGNED, BOOLEAN -> ofInteger(to);
            case UNSIGNED -> from.width() == Long.SIZE ? ofUnsigned(to) : ofInteger(to);
        };
    }

    private static LongUnaryOperator ofInteger(DType to) {
        return switch (to) {
            // beyond 2^24 the first rounding is not exact, but the result is infinite
            case F16 -> value -> pattern(Float.floatToFloat16((float) value));
            case BF16 -> value -> pattern(BrainFloat.bits(value));
            case F32 -> value -> pattern((float) value);
            case F64 -> value -> Double.doubleToRawLongBits((double) value);
            case I8, I16, I32, I64, U8, U16, U32, U64 -> to::wrap;
            case BOOL -> value -> value != 0 ? 1 : 0;
        };
    }

    private static LongUnaryOperator ofUnsigned(DType to) {
        return switch (to) {
            case F16 -> value -> pattern(Float.floatToFloat16(unsignedFloat(value)));
            case BF16 -> value -> pattern(BrainFloat.unsignedBits(value));
            case F32 -> value -> pattern(unsignedFloat(value));
            case F64 -> value -> Double.doubleToRawLongBits(unsignedDouble(value));
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> ofInteger(to);
        };
    }

    /// The nearest float: of what is beyond 63 bits, twice the half's, of which a bit is set if one
    /// was lost.
    private static float unsignedFloat(long value) {
        return value >= 0 ? (float) value : 2 * (float) (value >>> 1 | (value & 1));
    }

    private static double unsignedDouble(long value) {
        return value >= 0 ? (double) value : 2 * (double) (value >>> 1 | (value & 1));
    }

    private static long pattern(short bits) {
        return bits & 0xFFFFL;
    }

    private static long pattern(float value) {
        return Float.floatToRawIntBits(value) & 0xFFFFFFFFL;
    }

    /// The value of an element's raw bits: exact but for integers beyond 53 bits.
    public static double toDouble(DType dtype, long bits) {
        return switch (dtype) {
            case F16 -> Float.float16ToFloat((short) bits);
            case BF16 -> BrainFloat.value((short) bits);
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case I8, I16, I32, I64, U8, U16, U32, BOOL -> bits;
            case U64 -> unsignedDouble(bits);
        };
    }

    /// The raw bits of a number, converted.
    public static long ofDouble(DType dtype, double value) {
        return switch (dtype) {
            case F16 -> pattern(HalfFloat.bits(value));
            case BF16 -> pattern(BrainFloat.bits(value));
            case F32 -> pattern((float) value);
            case F64 -> Double.doubleToRawLongBits(value);
            case I8, I16, I32, I64, U8, U16, U32 ->
                    Math.clamp((long) value, dtype.smallest(), dtype.largest());
            case U64 -> unsigned(value);
            case BOOL -> value != 0 ? 1 : 0;
        };
    }

    private static long unsigned(double value) {
        if (!(value >= TWO_63)) {
            return Math.max((long) value, 0);
        }
        return value >= 2 * TWO_63 ? -1 : (long) (value - TWO_63) + Long.MIN_VALUE;
    }

    /// Whether a dtype holds a number: integers only whole numbers in range, floats and truth
    /// values any, rounded.
    static boolean holds(DType dtype, double value) {
        return !dtype.isInteger()
                || (toDouble(dtype, ofDouble(dtype, value)) == value && !isBeyond(dtype, value));
    }

    /// The largest integers of 64 bits are no doubles: the next double would pass for them.
    private static boolean isBeyond(DType dtype, double value) {
        return dtype.width() == Long.SIZE && value >= (dtype.isUnsigned() ? 2 * TWO_63 : TWO_63);
    }

    /// The raw bits of the NaN that has no payload.
    ///
    /// @throws IllegalArgumentException if the dtype has no NaN
    public static long quietNaN(DType dtype) {
        return switch (dtype) {
            case F16 -> 0x7E00L;
            case BF16 -> 0x7FC0L;
            case F32 -> 0x7FC00000L;
            case F64 -> 0x7FF8000000000000L;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException("No NaN in dtype " + dtype);
        };
    }
}
