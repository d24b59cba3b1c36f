package dev.komodo.graph;

/// Conversion between doubles and IEEE 754 binary16.
public final class HalfFloat {
    private HalfFloat() {}

    /// The bits of the binary16 nearest to a double, ties to even: rounded once.
    public static short bits(double value) {
        return Float.floatToFloat16(roundToOdd(value));
    }

    /// A float on the way to a narrower format, which keeps the second rounding exact: towards
    /// zero, with the last bit set where anything was lost.
    ///
    /// source: S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved
    /// algorithms using rounding to odd", IEEE Trans. Computers 57(4), 2008, theorem 1.
    static float roundToOdd(double value) {
        float near = (float) value;
        if (near != value && Float.isFinite(near) && (Float.floatToRawIntBits(near) & 1) == 0) {
            boolean up = near < value;
            near = up ? Math.nextUp(near) : Math.nextDown(near);
        }
        return near;
    }

    /// The double nearest to `value` that is a binary16.
    public static double round(double value) {
        return Float.float16ToFloat(bits(value));
    }
}
