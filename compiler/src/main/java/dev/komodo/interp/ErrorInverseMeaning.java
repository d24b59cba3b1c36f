package dev.komodo.interp;

/// The inverses of the error function and of its complement: Newton's method in [DoubleDouble]s on
/// erf, by its Taylor series, and on the logarithm of erfc, by its continued fraction.
///
/// Source: NIST Digital Library of Mathematical Functions, 7.6.1, 7.9.2.
final class ErrorInverseMeaning {
    /// From here on the continued fraction is exact enough.
    private static final double FRACTION = 3;

    private static final DoubleDouble ROOT_PI =
            new DoubleDouble(0x1.c5bf891b4ef6bp0, -0x1.618f13eb7ca89p-54);

    private ErrorInverseMeaning() {}

    /// The y with `erf(y) = x`.
    static double ofErf(double x) {
        double magnitude = Math.abs(x);
        if (!(magnitude < 1)) {
            return magnitude == 1 ? x * Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (magnitude < 0x1p-30) {
            return ROOT_PI.over(2).times(x).value();
        }
        return Math.copySign(positive(DoubleDouble.ONE.plus(-magnitude)), x);
    }

    /// The y with `erfc(y) = x`.
    static double ofErfc(double x) {
        if (!(x > 0 && x < 2)) {
            return x == 0 || x == 2 ? (1 - x) * Double.POSITIVE_INFINITY : Double.NaN;
        }
        double rest = 1 - x;
        if (Math.abs(rest) < 0x1p-30) {
            return ROOT_PI.over(2).times(rest).value();
        }
        return x < 1 ? positive(DoubleDouble.of(x)) : -positive(DoubleDouble.of(2).plus(-x));
    }

    /// The positive y with `erfc(y) = q`. S. Winitzki's approximation is the start; Newton's steps
    /// on the logarithm of a convex decreasing function converge from it.
    private static double positive(DoubleDouble q) {
        DoubleDouble target = q.log();
        DoubleDouble y = DoubleDouble.of(start(q.high()));
        for (int i = 0; i < 6; i++) {
            DoubleDouble scaled = scaledComplement(y);
            DoubleDouble error = scaled.log().minus(y.times(y)).minus(target);
            y = y.plus(error.times(scaled).times(ROOT_PI).over(2));
        }
        return y.value();
    }

    private static double start(double q) {
        double w = StrictMath.log(q) + StrictMath.log(2 - q);
        double part = 2 / (Math.PI * 0.147) + w / 2;
        return Math.sqrt(Math.sqrt(part * part - w / 0.147) - part);
    }

    /// `exp(y^2) erfc(y)`.
    private static DoubleDouble scaledComplement(DoubleDouble y) {
        if (y.high() < FRACTION) {
            DoubleDouble rest = DoubleDouble.ONE.minus(erf(y));
            return rest.times(y.times(y).exp());
        }
        DoubleDouble value = y;
        for (int n = 250; n >= 1; n--) {
            value = y.plus(DoubleDouble.of(0.5 * n).over(value));
        }
        return DoubleDouble.ONE.over(value.times(ROOT_PI));
    }

    private static DoubleDouble erf(DoubleDouble y) {
        DoubleDouble square = y.times(y).negated();
        DoubleDouble power = y;
        DoubleDouble sum = y;
        for (int n = 1; n < 90; n++) {
            power = power.times(square).over(n);
            sum = sum.plus(power.over(2.0 * n + 1));
        }
        return sum.times(2).over(ROOT_PI);
    }
}
