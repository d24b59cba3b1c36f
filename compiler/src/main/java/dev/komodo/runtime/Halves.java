package dev.komodo.runtime;

/// Conversion of doubles to binary16 with a single rounding.
final class Halves {
    private Halves() {}

    /// The nearest binary16, ties to even. Going through a float would round twice; a float rounded
    /// to odd keeps enough bits for the second rounding to be right (Boldo and Melquiond,
    /// "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd",
    /// 2008).
    static short round(double value) {
        float nearest = (float) value;
        if (Float.isNaN(nearest) || Float.isInfinite(nearest) || nearest == value) {
            return Float.floatToFloat16(nearest);
        }
        int bits = Float.floatToRawIntBits(nearest);
        if ((bits & 1) == 0) {
            boolean away = Math.abs((double) nearest) > Math.abs(value);
            bits = away ? bits - 1 : bits + 1;
        }
        return Float.floatToFloat16(Float.intBitsToFloat(bits));
    }
}
