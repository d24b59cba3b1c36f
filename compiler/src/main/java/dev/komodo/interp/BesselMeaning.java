package dev.komodo.interp;

/// The Bessel functions of the first kind of orders 0 and 1, plain and modified, in
/// [DoubleDouble]s: power series for small operands, Hankel's expansions for large ones.
///
/// Source: NIST Digital Library of Mathematical Functions, 10.2.2, 10.17.3, 10.25.2, 10.40.1.
final class BesselMeaning {
    /// Where the series of J loses 35 bits, and its expansion is exact to 70.
    private static final double OSCILLATING = 25;

    private static final double MODIFIED = 60;

    /// Up to here pi / 2 in three parts reduces exactly enough.
    private static final double REDUCED = 0x1p30;

    private static final DoubleDouble HALF_PI = DoubleDouble.PI.scaled(-1);
    private static final double HALF_PI_REST = -0x1.f1976b7ed8fbcp-110;

    private BesselMeaning() {}

    /// `J(x)`; beyond 2^30 within 2^-52 of `sqrt(2 / (pi x))`.
    ///
    /// @param order 0 or 1
    static double oscillating(double x, int order) {
        double y = Math.abs(x);
        double sign = order == 1 ? Math.copySign(1, x) : 1;
        if (Double.isNaN(x)) {
            return x;
        }
        if (Double.isInfinite(x)) {
            return sign * 0;
        }
        if (y < OSCILLATING) {
            return sign * series(y, order, -1).value();
        }
        DoubleDouble inverse = DoubleDouble.of(0.125).over(DoubleDouble.of(y));
        DoubleDouble even = DoubleDouble.of(0);
        DoubleDouble odd = DoubleDouble.of(0);
        DoubleDouble term = DoubleDouble.ONE;
        double size = 2;
        for (int k = 0; k < 200 && Math.abs(term.high()) < size; k++) {
            size = Math.abs(term.high());
            DoubleDouble signed = k / 2 % 2 == 0 ? term : term.negated();
            even = k % 2 == 0 ? even.plus(signed) : even;
            odd = k % 2 == 0 ? odd : odd.plus(signed);
            term = next(term, k, order, inverse);
        }
        DoubleDouble root = HALF_PI.times(y / 4).root().scaled(1); // pi y / 2 may overflow
        DoubleDouble value =
                even.times(cosine(y, order)).minus(odd.times(cosine(y, order + 1))).over(root);
        return sign * value.value();
    }

    /// `I(x)`, or `exp(-|x|) I(x)`.
    ///
    /// @param order 0 or 1
    static double modified(double x, int order, boolean isScaled) {
        double y = Math.abs(x);
        double sign = order == 1 ? Math.copySign(1, x) : 1;
        if (Double.isNaN(x)) {
            return x;
        }
        if (y > 1e300 || (y > 800 && !isScaled)) {
            return sign
                    * (isScaled
                            ? 1 / Math.sqrt(2 * Math.PI) / Math.sqrt(y)
                            : Double.POSITIVE_INFINITY);
        }
        if (y < MODIFIED) {
            DoubleDouble value = series(y, order, 1);
            return sign * (isScaled ? value.times(DoubleDouble.of(-y).exp()) : value).value();
        }
        DoubleDouble inverse = DoubleDouble.of(0.125).over(DoubleDouble.of(y));
        DoubleDouble sum = DoubleDouble.of(0);
        DoubleDouble term = DoubleDouble.ONE;
        double size = 2;
        for (int k = 0; k < 200 && Math.abs(term.high()) < size; k++) {
            size = Math.abs(term.high());
            sum = sum.plus(k % 2 == 0 ? term : term.negated());
            term = next(term, k, order, inverse);
        }
        DoubleDouble value = sum.over(DoubleDouble.PI.times(2).times(y).root());
        if (isScaled) {
            return sign * value.value();
        }
        DoubleDouble half = DoubleDouble.of(y / 2).exp();
        return sign * (value.times(half).times(half.scaled(-20)).value() * 0x1p20);
    }

    /// The coefficient `(4 order^2 - (2 k + 1)^2) / (k + 1) (1 / (8 y))` on.
    private static DoubleDouble next(DoubleDouble term, int k, int order, DoubleDouble inverse) {
        double factor = 4.0 * order * order - (2.0 * k + 1) * (2 * k + 1);
        return term.times(factor).over(k + 1.0).times(inverse);
    }

    /// `(y / 2)^order sum (sign y^2 / 4)^k / (k! (k + order)!)`.
    private static DoubleDouble series(double y, int order, int sign) {
        DoubleDouble half = DoubleDouble.of(y / 2);
        DoubleDouble square = half.times(half).times(sign);
        DoubleDouble term = order == 0 ? DoubleDouble.ONE : half;
        DoubleDouble sum = term;
        for (int k = 1; k < 250; k++) {
            term = term.times(square).over((double) k * (k + order));
            sum = sum.plus(term);
        }
        return sum;
    }

    /// `cos(y - (2 order + 1) pi / 4)`, as `(cos y' + sin y') / sqrt 2` at a multiple of pi / 2
    /// less.
    private static DoubleDouble cosine(double y, int order) {
        double turns = Math.rint(y / HALF_PI.high());
        DoubleDouble cosine;
        DoubleDouble sine;
        if (y < REDUCED) {
            DoubleDouble rest =
                    DoubleDouble.of(y).minus(HALF_PI.times(turns)).plus(-HALF_PI_REST * turns);
            cosine = taylor(rest, 0);
            sine = taylor(rest, 1);
        } else {
            turns = 0;
            cosine = DoubleDouble.of(StrictMath.cos(y));
            sine = DoubleDouble.of(StrictMath.sin(y));
        }
        int quadrant = Math.floorMod((long) turns - order, 4);
        DoubleDouble turned = quadrant % 2 == 0 ? cosine : sine.negated();
        DoubleDouble other = quadrant % 2 == 0 ? sine : cosine;
        DoubleDouble sum = turned.plus(other).over(DoubleDouble.of(2).root());
        return quadrant < 2 ? sum : sum.negated();
    }

    private static DoubleDouble taylor(DoubleDouble angle, int first) {
        DoubleDouble square = angle.times(angle).negated();
        DoubleDouble term = first == 1 ? angle : DoubleDouble.ONE;
        DoubleDouble sum = term;
        for (int n = first + 2; n < first + 36; n += 2) {
            term = term.times(square).over((double) n * (n - 1));
            sum = sum.plus(term);
        }
        return sum;
    }
}
