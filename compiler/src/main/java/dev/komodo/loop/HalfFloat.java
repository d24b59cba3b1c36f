package dev.komodo.loop;

/// Conversion to IEEE 754 binary16.
final class HalfFloat {
    private HalfFloat() {}

    /// The binary16 pattern nearest to a double, ties to even, rounded once. Goes through a float
    /// that is rounded to odd, which loses nothing that the second rounding needs (source: Boldo
    /// and Melquiond, Emulation of FMA and correctly rounded sums, 2008: `24 >= 11 + 2` bits).
    static long bits(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value)) {
            return Float.floatToFloat16(nearest) & 0xFFFFL;
        }
        float towardsZero = Math.abs(nearest) > Math.abs(value) ? shrink(nearest) : nearest;
        int odd = Float.floatToRawIntBits(towardsZero) | 1;
        return Float.floatToFloat16(Float.intBitsToFloat(odd)) & 0xFFFFL;
    }

    private static float shrink(float value) {
        return value > 0 ? Math.nextDown(value) : Math.nextUp(value);
    }
}
