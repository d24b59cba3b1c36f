package dev.komodo.bench.function;

import java.util.Locale;

/// The largest error of a function, and where it is first found.
///
/// @param ulps distance from the exact value, in units of the last place of its binade
/// @param at the operand
record LargestError(double ulps, float at) {
    static final LargestError NONE = new LargestError(0, 0);

    LargestError or(double otherUlps, float otherAt) {
        return otherUlps > ulps ? new LargestError(otherUlps, otherAt) : this;
    }

    /// The larger one; of equals the one whose operand has the lower bits, so that the order of
    /// work does not show.
    LargestError or(LargestError other) {
        boolean isFirst =
                Integer.compareUnsigned(
                                Float.floatToRawIntBits(other.at), Float.floatToRawIntBits(at))
                        < 0;
        return other.ulps > ulps || (other.ulps == ulps && isFirst) ? other : this;
    }

    /// The distance of an f32 from an f64 that stands for the exact value; infinite where one of
    /// them is NaN, overflows, or has another sign of zero, and the other does not.
    static double ulps(float y, double exact) {
        if (Double.isNaN(exact)) {
            return Float.isNaN(y) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Math.abs(exact) >= 0x1.ffffffp127) {
            boolean isRight = y == Math.copySign(Float.POSITIVE_INFINITY, exact);
            return isRight ? 0 : Double.POSITIVE_INFINITY;
        }
        boolean isOtherZero =
                exact == 0 && Float.floatToIntBits(y) != Float.floatToIntBits((float) exact);
        if (!Float.isFinite(y) || isOtherZero) {
            return Double.POSITIVE_INFINITY;
        }
        int exponent = Math.max(Math.getExponent(exact), Float.MIN_EXPONENT);
        return Math.abs(y - exact) * Math.scalb(1.0, 23 - exponent);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f at `%s`", ulps, Float.toHexString(at));
    }
}
