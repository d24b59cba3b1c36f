package dev.komodo.graph;

/// Conversion between doubles and bfloat16, the upper half of a binary32.
public final class BrainFloat {
    /// Doubles hold the integers up to here.
    private static final long EXACT = 1L << 53;

    /// Bits of an integer beyond a double's precision.
    private static final long REST = (1L << 11) - 1;

    private BrainFloat() {}

    /// The bits of the bfloat16 nearest to a float, ties to even. A NaN keeps the payload's upper
    /// bits and is quiet.
    public static short bits(float value) {
        int pattern = Float.floatToRawIntBits(value);
        return (short)
                (Float.isNaN(value)
                        ? pattern >>> 16 | 0x40
                        : (pattern + 0x7FFF + (pattern >>> 16 & 1)) >>> 16);
    }

    /// The bits of the bfloat16 nearest to a double, ties to even: rounded once, by way of f32
    /// rounded to odd, as [HalfFloat#bits(double)].
    public static short bits(double value) {
        return bits(HalfFloat.roundToOdd(value));
    }

    /// The bits of the bfloat16 nearest to an integer, ties to even: rounded once. Bits beyond a
    /// double's precision are joined into one that says whether any was set.
    static short bits(long value) {
        boolean isExact = value >= -EXACT && value <= EXACT;
        long sticky = (value & REST) == 0 ? 0 : REST + 1;
        return bits((double) (isExact ? value : (value & ~REST) | sticky));
    }

    /// The bits of the bfloat16 nearest to an integer without a sign.
    static short unsignedBits(long value) {
        // beyond 63 bits the half is rounded, a bit set if one was lost; the exponent is one more
        return value >= 0 ? bits(value) : (short) (bits(value >>> 1 | (value & 1)) + 0x80);
    }

    /// The value of a bfloat16's bits.
    public static float value(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /// The double nearest to `value` that is a bfloat16.
    public static double round(double value) {
        return value(bits(value));
    }
}
