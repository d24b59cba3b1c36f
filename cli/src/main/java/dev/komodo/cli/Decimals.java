package dev.komodo.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as [java.util.Formatter] writes them, which takes a young process milliseconds, because
/// it asks what digits look like in the user's country. A test compares the two.
final class Decimals {
    private static final int DIGITS = 6;
    private static final int LEAST_EXPONENT = -4;
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_UP);

    private Decimals() {}

    /// As `%.6g`: six significant digits, in scientific form where that is shorter.
    static String significant(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(Math.abs(value)).round(ROUNDING);
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent >= LEAST_EXPONENT && exponent < DIGITS) {
            return sign(value) + rounded.setScale(DIGITS - 1 - exponent).toPlainString();
        }
        String mantissa = rounded.movePointLeft(exponent).setScale(DIGITS - 1).toPlainString();
        int power = Math.abs(exponent);
        return sign(value)
                + mantissa
                + (exponent < 0 ? "e-" : "e+")
                + (power < 10 ? "0" : "")
                + power;
    }

    /// As `%.<decimals>f`: so many digits behind the point.
    static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return sign(value)
                + BigDecimal.valueOf(Math.abs(value))
                        .setScale(decimals, RoundingMode.HALF_UP)
                        .toPlainString();
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }
}
