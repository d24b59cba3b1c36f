package dev.komodo.interp;

/// Logarithms that Java lacks, in double precision, within a few ulps.
final class LogarithmMeaning {
    private static final double LN2 = StrictMath.log(2);

    private LogarithmMeaning() {}

    /// The logarithm to base 2: the exponent apart, so that powers of two are exact.
    static double log2(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
            return StrictMath.log(x);
        }
        double normal = x < Double.MIN_NORMAL ? x * 0x1p54 : x;
        int offset = x < Double.MIN_NORMAL ? -54 : 0;
        int exponent = Math.getExponent(normal * StrictMath.sqrt(2));
        double mantissa = Math.scalb(normal, -exponent);
        return exponent + offset + StrictMath.log(mantissa) / LN2;
    }

    static double asinh(double x) {
        double magnitude = Math.abs(x);
        double value =
                magnitude > 0x1p30
                        ? StrictMath.log(magnitude) + LN2
                        : StrictMath.log1p(
                                magnitude
                                        + magnitude
                                                * magnitude
                                                / (1 + Math.sqrt(1 + magnitude * magnitude)));
        return Math.copySign(value, x);
    }

    static double acosh(double x) {
        if (x < 1) {
            return Double.NaN;
        }
        double above = x - 1;
        return x > 0x1p30
                ? StrictMath.log(x) + LN2
                : StrictMath.log1p(above + Math.sqrt(above * (x + 1)));
    }

    static double atanh(double x) {
        double magnitude = Math.abs(x);
        return Math.copySign(StrictMath.log1p(2 * magnitude / (1 - magnitude)) / 2, x);
    }
}
