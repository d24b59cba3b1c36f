package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// The second derivative of the gamma function's logarithm for f64.
///
/// From 0 to 3 it is that of a point of [1, 2), a polynomial, and the square of a reciprocal;
/// beyond, the asymptotic series, as a minimax polynomial in `1 / z^2`. Negative operands are
/// reflected, `(pi / sin(pi x))^2 - trigamma(1 - x)`, in statements that run only where a lane
/// needs them.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.15.5, 5.15.6, 5.15.8.
final class Trigamma {
    /// `(trigamma(3/2 + v) - CENTRE) / v` for |v| up to 1/2, error 2^-58.9 relative to trigamma
    /// before the rounding of the coefficients.
    private static final List<Double> NEAR =
            List.of(
                    -0x1.a85808a40aba1p-1,
                    0x1.68ba30a420964p-1,
                    -0x1.287825428e882p-1,
                    0x1.da2d963cfe8a7p-2,
                    -0x1.72d7487c208e3p-2,
                    0x1.1cc1377b98dp-2,
                    -0x1.aeb6f15ddbcd4p-3,
                    0x1.41a51bee93fb4p-3,
                    -0x1.db4d8325e46f4p-4,
                    0x1.5c083c1999874p-4,
                    -0x1.f9c73fc5eaa99p-5,
                    0x1.6d16fe64d84b6p-5,
                    -0x1.060402874f4c1p-5,
                    0x1.763e5cad51fffp-6,
                    -0x1.0a64ab9477766p-6,
                    0x1.794807eec98a6p-7,
                    -0x1.06d461cf0fdefp-7,
                    0x1.7299c4f6f66e3p-8,
                    -0x1.1f7236c59031ep-8,
                    0x1.8eaf0704f7374p-9,
                    -0x1.18fe370643a9bp-10,
                    0x1.9e8d6f8ac876p-11,
                    -0x1.11184cf00f2dbp-9,
                    0x1.73a69d19c1ad9p-10);

    private static final double CENTRE_HIGH = 0x1.de9e64df22ef3p-1;
    private static final double CENTRE_LOW = -0x1.6d48ec9933fbap-56;

    /// `T(w)` with `trigamma(z) = 1 / z + w / 2 + w T(w) / z`, `w = 1 / z^2`, for z from 3 on,
    /// error 2^-57.6 relative to the result.
    private static final List<Double> ASYMPTOTIC =
            List.of(
                    0x1.555555555542ap-3,
                    -0x1.111111103308ep-5,
                    0x1.86185fb6a6808p-6,
                    -0x1.1110962ea9e64p-5,
                    0x1.363a1600844ddp-4,
                    -0x1.022c62d7668abp-2,
                    0x1.2136a3d92078p0,
                    -0x1.855037f74080cp2,
                    0x1.0e0a29431cffdp5,
                    -0x1.49283fdd3b47ep7,
                    0x1.309af33d859fap9,
                    -0x1.6b569a31ba2eap10,
                    0x1.995b4f0cf6361p10);

    /// Beyond, what a result lacks is below its last place, or no number.
    private static final double HUGE = 0x1p1000;

    private Trigamma() {}

    /// The second derivative of `log |gamma(x)|`.
    static Expr trigamma(Formula f, Expr x) {
        Expr isReflected = f.less(x, f.number(0));
        Expr z = f.select(isReflected, f.subtract(f.number(1), x), x);
        DoubleWord positive = positive(f, z);
        List<Expr> chosen =
                Lanes.replaced(
                        f,
                        isReflected,
                        List.of(positive.high(), positive.low()),
                        (pen, _) -> reflected(pen, x, positive));
        Expr isFinite = f.less(f.abs(chosen.getFirst()), f.number(HUGE));
        Expr low = f.select(isFinite, chosen.getLast(), f.number(0));
        Expr isEnd = f.equal(x, f.number(Double.POSITIVE_INFINITY));
        return f.select(isEnd, f.number(0), f.add(chosen.getFirst(), low));
    }

    private static DoubleWord positive(Formula f, Expr z) {
        Expr floor = f.let("floor", Expressions.unary(UnaryKind.FLOOR, z));
        Expr isThird = f.equal(floor, f.number(2));
        Expr distance = f.subtract(z, f.select(isThird, f.number(1), f.number(0)));
        Expr inverse = f.divide(f.number(1), distance);
        Expr rest = f.multiply(f.fnma(inverse, distance, f.number(1)), inverse);
        DoubleWord square =
                DoubleWord.product(f, new DoubleWord(inverse, rest), new DoubleWord(inverse, rest));
        DoubleWord near = near(f, z, floor);
        Expr below = f.select(f.less(floor, f.number(1)), f.number(1), f.number(0));
        Expr sign = f.select(isThird, f.number(-1), below);
        DoubleWord sum = f.twoSum(near.high(), f.multiply(square.high(), sign));
        Expr low = f.fma(square.low(), sign, f.add(near.low(), sum.low()));
        Expr series =
                f.polynomialByParity(
                        ASYMPTOTIC, square.high(), f.multiply(square.high(), square.high()));
        Expr bend = f.fma(inverse, series, f.number(0.5));
        DoubleWord far = new DoubleWord(inverse, f.fma(square.high(), bend, rest));
        return DoubleWord.select(
                f, f.less(f.number(2), floor), far, new DoubleWord(sum.high(), low));
    }

    /// At the point of [1, 2).
    private static DoubleWord near(Formula f, Expr z, Expr floor) {
        Expr v = f.subtract(f.subtract(z, floor), f.number(0.5));
        Expr slope = f.polynomialByParity(NEAR, v, f.multiply(v, v));
        DoubleWord sum = f.fastTwoSum(f.number(CENTRE_HIGH), f.multiply(v, slope));
        return new DoubleWord(sum.high(), f.add(sum.low(), f.number(CENTRE_LOW)));
    }

    /// `(pi / sin(pi x))^2 - positive`; infinite at the poles.
    private static List<Expr> reflected(Formula f, Expr x, DoubleWord positive) {
        Expr r = f.subtract(x, Expressions.unary(UnaryKind.ROUND_EVEN, x));
        DoubleWord slope = HalfTurns.slope(f, r);
        DoubleWord sine = DoubleWord.product(f, slope, new DoubleWord(r, f.number(0)));
        DoubleWord root = DoubleWord.quotient(f, HalfTurns.pi(f), sine);
        DoubleWord square = DoubleWord.product(f, root, root);
        DoubleWord difference = f.twoSum(square.high(), f.negate(positive.high()));
        Expr low = f.add(difference.low(), f.subtract(square.low(), positive.low()));
        return List.of(difference.high(), low);
    }
}
