package dev.komodo.math;

import dev.komodo.graph.CompareOp;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// Inverse circular functions: all are the angle of a point, which is reflected and turned by
/// multiples of pi / 4 until it lies near an axis. The quotient t of its coordinates and what that
/// lost in rounding go into `atan t = t + t^3 P(t^2)`; the multiples come in two floats.
final class Angles {
    /// `(atan(t) / t - 1) / t^2` in t^2 on |t| <= tan(pi / 8), error 2^-30.468 relative to atan(t).
    private static final List<Double> SERIES_F32 =
            List.of(-0x1.55554ap-2, 0x1.999196p-3, -0x1.23b51ep-3, 0x1.b1ebe2p-4, -0x1.f1ebfp-5);

    /// The same, error 2^-59.444.
    private static final List<Double> SERIES_F64 =
            List.of(
                    -0x1.555555555553dp-2,
                    0x1.99999999957c9p-3,
                    -0x1.24924922aa31cp-3,
                    0x1.c71c70e5024d5p-4,
                    -0x1.745cf8c206c21p-4,
                    0x1.3b11177a86d3bp-4,
                    -0x1.10eba78e0183ep-4,
                    0x1.df0e6db77c1c8p-5,
                    -0x1.9ccf29835f31bp-5,
                    0x1.37cd41bb625f8p-5,
                    -0x1.25594de5357cfp-6);

    /// pi / 2 in two floats of each type.
    private static final double HALF_PI_HIGH_F32 = 0x1.921fb6p0;

    private static final double HALF_PI_LOW_F32 = -0x1.777a5cp-25;
    private static final double HALF_PI_HIGH_F64 = 0x1.921fb54442d18p0;
    private static final double HALF_PI_LOW_F64 = 0x1.1a62633145c07p-54;

    private Angles() {}

    /// Arc tangent. Beyond a bound it is pi / 2, rounded.
    static Expr atan(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), f.pick(0x1p30, 0x1p60));
        Expr one = f.number(1);
        Expr isSteep = f.less(one, magnitude);
        DoubleWord angle =
                flat(
                        f,
                        exact(f, f.select(isSteep, one, magnitude)),
                        exact(f, f.select(isSteep, magnitude, one)));
        return f.copySign(sum(f, choose(f, isSteep, less(f, 1, angle), angle)), x);
    }

    /// The angle of the point (x, y), in (-pi, pi] or -pi below a negative zero.
    static Expr atan2(Formula f, Expr y, Expr x) {
        Expr across = f.abs(x);
        Expr up = f.abs(y);
        Expr isSteep = f.less(across, up);
        Expr longest = f.select(isSteep, up, across);
        Expr isHuge = Expressions.less(f.number(f.pick(0x1p100, 0x1p1000)), longest);
        Expr scale = f.select(isHuge, f.number(0.25), f.number(1));
        Expr smaller = f.multiply(f.select(isSteep, across, up), scale);
        Expr larger = f.multiply(longest, scale);
        Expr infinity = f.number(Double.POSITIVE_INFINITY);
        Expr isFar = f.equal(larger, infinity);
        Expr ofFar = f.select(Expressions.equal(smaller, infinity), f.number(1), f.number(0));
        Expr isDegenerate = Expressions.or(isFar, f.equal(larger, f.number(0)));
        DoubleWord first =
                flat(
                        f,
                        exact(f, f.select(isFar, ofFar, smaller)),
                        exact(f, f.select(isDegenerate, f.number(1), larger)));
        DoubleWord quadrant = choose(f, isSteep, less(f, 1, first), first);
        Expr isBehind = f.let("behind", Expressions.less(f.bits(x), f.integer(0)));
        DoubleWord angle = choose(f, isBehind, less(f, 2, quadrant), quadrant);
        Expr isUnknown =
                Expressions.or(
                        Expressions.compare(CompareOp.NOT_EQUAL, x, x),
                        Expressions.compare(CompareOp.NOT_EQUAL, y, y));
        return f.select(isUnknown, f.number(Double.NaN), f.copySign(sum(f, angle), y));
    }

    /// Arc sine: the angle of (sqrt(1 - x^2), x).
    static Expr asin(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        DoubleWord across = across(f, magnitude);
        Expr isSteep = f.less(across.high(), magnitude);
        DoubleWord angle = folded(f, across, magnitude, isSteep);
        return f.copySign(sum(f, choose(f, isSteep, less(f, 1, angle), angle)), x);
    }

    /// Arc cosine: the angle of (x, sqrt(1 - x^2)), without cancellation near 1.
    static Expr acos(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        DoubleWord across = across(f, magnitude);
        Expr isFlat = f.less(across.high(), magnitude);
        DoubleWord angle = folded(f, across, magnitude, isFlat);
        DoubleWord quadrant = choose(f, isFlat, angle, less(f, 1, angle));
        Expr isNegative = f.less(x, f.number(0));
        return sum(f, choose(f, isNegative, less(f, 2, quadrant), quadrant));
    }

    /// `sqrt(1 - x^2)`.
    private static DoubleWord across(Formula f, Expr magnitude) {
        DoubleWord square = f.twoProduct(magnitude, magnitude);
        DoubleWord rest = f.fastTwoSum(f.number(1), f.negate(square.high()));
        return DoubleWord.squareRoot(
                f, new DoubleWord(rest.high(), f.subtract(rest.low(), square.low())));
    }

    /// The angle between the larger coordinate's axis and the point.
    private static DoubleWord folded(
            Formula f, DoubleWord across, Expr magnitude, Expr isMagnitudeLarger) {
        DoubleWord up = exact(f, magnitude);
        return flat(
                f,
                choose(f, isMagnitudeLarger, across, up),
                choose(f, isMagnitudeLarger, up, across));
    }

    /// `atan(n / d)` for a quotient in [0, 1]; from tan(pi / 8) on it is `pi / 4 - atan((d - n) /
    /// (d + n))`.
    private static DoubleWord flat(Formula f, DoubleWord n, DoubleWord d) {
        Expr isDiagonal = f.less(f.multiply(d.high(), f.number(Math.sqrt(2) - 1)), n.high());
        DoubleWord difference = f.fastTwoSum(d.high(), f.negate(n.high()));
        DoubleWord sum = f.fastTwoSum(d.high(), n.high());
        Expr differenceLow = f.add(difference.low(), f.subtract(d.low(), n.low()));
        Expr sumLow = f.add(sum.low(), f.add(d.low(), n.low()));
        DoubleWord angle =
                small(
                        f,
                        DoubleWord.quotient(
                                f,
                                choose(
                                        f,
                                        isDiagonal,
                                        new DoubleWord(difference.high(), differenceLow),
                                        n),
                                choose(f, isDiagonal, new DoubleWord(sum.high(), sumLow), d)));
        return choose(f, isDiagonal, less(f, 0.5, angle), angle);
    }

    /// `atan t` for t up to tan(pi / 8). The derivative `1 / (1 + t^2)` is taken as `1 - t^2` for
    /// the quotient's low part.
    private static DoubleWord small(Formula f, DoubleWord quotient) {
        Expr t = quotient.high();
        Expr square = f.multiply(t, t);
        Expr series =
                f.isSingle()
                        ? f.polynomial(SERIES_F32, square)
                        : f.polynomialByParity(SERIES_F64, square, f.multiply(square, square));
        Expr slope = f.subtract(f.number(1), square);
        Expr cubic = f.multiply(f.multiply(t, square), series);
        return new DoubleWord(t, f.fma(quotient.low(), slope, cubic));
    }

    /// `quarters pi / 2 - angle`.
    private static DoubleWord less(Formula f, double quarters, DoubleWord angle) {
        double high = quarters * f.pick(HALF_PI_HIGH_F32, HALF_PI_HIGH_F64);
        double low = quarters * f.pick(HALF_PI_LOW_F32, HALF_PI_LOW_F64);
        DoubleWord difference = f.fastTwoSum(f.number(high), f.negate(angle.high()));
        Expr rest = f.subtract(difference.low(), f.subtract(angle.low(), f.number(low)));
        return new DoubleWord(difference.high(), rest);
    }

    private static DoubleWord exact(Formula f, Expr value) {
        return new DoubleWord(value, f.number(0));
    }

    private static DoubleWord choose(
            Formula f, Expr condition, DoubleWord whenTrue, DoubleWord whenFalse) {
        return new DoubleWord(
                f.select(condition, whenTrue.high(), whenFalse.high()),
                f.select(condition, whenTrue.low(), whenFalse.low()));
    }

    private static Expr sum(Formula f, DoubleWord angle) {
        return f.add(angle.high(), angle.low());
    }
}
