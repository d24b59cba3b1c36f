package dev.komodo.interp;

/// An unevaluated sum of two doubles, about 104 bits: plain arithmetic for meanings that need more
/// than a double on the way. Sums and products after T. J. Dekker (1971) and D. E. Knuth.
///
/// @param high the sum, rounded
/// @param low what the rounding lost
record DoubleDouble(double high, double low) {
    static final DoubleDouble ONE = of(1);
    static final DoubleDouble PI = new DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53);
    private static final DoubleDouble LN2 =
            new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);

    static DoubleDouble of(double value) {
        return new DoubleDouble(value, 0);
    }

    private static DoubleDouble sum(double a, double b) {
        double sum = a + b;
        double part = sum - a;
        return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
    }

    DoubleDouble plus(DoubleDouble other) {
        DoubleDouble highs = sum(high, other.high);
        DoubleDouble lows = sum(low, other.low);
        DoubleDouble first = sum(highs.high, highs.low + lows.high);
        return sum(first.high, first.low + lows.low);
    }

    DoubleDouble plus(double other) {
        return plus(of(other));
    }

    DoubleDouble minus(DoubleDouble other) {
        return plus(other.negated());
    }

    DoubleDouble times(DoubleDouble other) {
        double product = high * other.high;
        double error = Math.fma(high, other.high, -product);
        return sum(product, error + (high * other.low + low * other.high));
    }

    DoubleDouble times(double other) {
        return times(of(other));
    }

    DoubleDouble over(DoubleDouble other) {
        double first = high / other.high;
        DoubleDouble rest = minus(other.times(first));
        double second = rest.high / other.high;
        double third = rest.minus(other.times(second)).high / other.high;
        return sum(first, second).plus(third);
    }

    DoubleDouble over(double other) {
        return over(of(other));
    }

    DoubleDouble negated() {
        return new DoubleDouble(-high, -low);
    }

    DoubleDouble magnitude() {
        return high < 0 ? negated() : this;
    }

    DoubleDouble root() {
        double estimate = Math.sqrt(high);
        DoubleDouble rest = minus(of(estimate).times(estimate));
        return sum(estimate, rest.high / (2 * estimate));
    }

    /// e to this, by the series of the rest of a multiple of log 2.
    DoubleDouble exp() {
        double power = Math.rint(high / LN2.high);
        DoubleDouble rest = minus(LN2.times(power));
        DoubleDouble term = ONE;
        DoubleDouble sum = ONE;
        for (int n = 1; n <= 28; n++) {
            term = term.times(rest).over(n);
            sum = sum.plus(term);
        }
        int first = (int) power / 2;
        return sum.scaled(first).scaled((int) power - first);
    }

    /// The natural logarithm of a positive number, by a step of Newton's method.
    DoubleDouble log() {
        int exponent = Math.getExponent(high);
        DoubleDouble mantissa = scaled(-exponent);
        DoubleDouble estimate = of(StrictMath.log(mantissa.high));
        DoubleDouble rest = mantissa.times(estimate.negated().exp()).plus(-1);
        return estimate.plus(rest).plus(LN2.times(exponent));
    }

    /// This times a power of two.
    DoubleDouble scaled(int power) {
        return new DoubleDouble(Math.scalb(high, power), Math.scalb(low, power));
    }

    /// The nearest double.
    double value() {
        return high + low;
    }
}
