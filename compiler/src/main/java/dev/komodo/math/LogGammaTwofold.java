package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// The logarithm of the gamma function's magnitude for f64.
///
/// From -1/2 to 3.5 it is that of `2 + t`, `|t| <= 1/2`, a polynomial with its zero at t = 0, and
/// the logarithm of the factors between: `gamma(2 + t) = x (x + 1) gamma(x)` for x around 0, `x
/// gamma(x)` around 1, so that the zeros at 1 and at 2 keep their digits, and `gamma(x) = (x - 1)
/// gamma(2 + t)` around 3. Beyond, it is Stirling's series, as a minimax polynomial in `1 / x^2`.
/// Both ways share one logarithm. Below -1/2 it is Euler's reflection, `log(pi / |x sin(pi x)|) -
/// lgamma(-x)`, in statements that run only where a lane needs them; there the error is relative to
/// the terms, not to their difference.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.5.1, 5.5.3, 5.11.1.
final class LogGammaTwofold {
    /// `(lgamma(2 + t) - LINEAR t - SQUARE t^2) / t^3` on [-1/2, 1/2], error 2^-60.4 relative to
    /// lgamma.
    private static final List<Double> NEAR =
            List.of(
                    -0x1.13e001a557608p-4,
                    0x1.51322ac7d84b4p-6,
                    -0x1.e404fc218e4f8p-8,
                    0x1.7add6eadacb44p-9,
                    -0x1.38ac5c2cf4ap-10,
                    0x1.0b36af8c6e213p-11,
                    -0x1.d3fd4b987de3bp-13,
                    0x1.a127ad011798ap-14,
                    -0x1.78de927c734d7p-15,
                    0x1.580e88ffbe23fp-16,
                    -0x1.3cb491d96424ap-17,
                    0x1.258297633ba54p-18,
                    -0x1.126a658e2f5f2p-19,
                    0x1.01ddb82b2fa32p-20,
                    -0x1.cee593f70f916p-22,
                    0x1.a7ecd045aff16p-23,
                    -0x1.1ea5dab159f39p-23,
                    0x1.26bf27a19a98ep-24);

    /// `1 - gamma`, Euler's constant.
    private static final double LINEAR_HIGH = 0x1.b0ee6072093cep-2;

    private static final double LINEAR_LOW = 0x1.6cb90701fbfabp-58;

    /// `(zeta(2) - 1) / 2`.
    private static final double SQUARE_HIGH = 0x1.4a34cc4a60fa6p-2;

    private static final double SQUARE_LOW = 0x1.1873d8912200cp-56;

    /// `S(w)` with `lgamma(z) = (z - 1/2) log z - z + log(2 pi) / 2 + S(1 / z^2) / z` for z from
    /// 3.5 on, error 2^-57.6 relative to the result.
    private static final List<Double> STIRLING =
            List.of(
                    0x1.5555555555555p-4,
                    -0x1.6c16c16bb085bp-9,
                    0x1.a019ffbdb4c8p-11,
                    -0x1.38129c09a7ad2p-11,
                    0x1.b9169ccfd8c94p-11,
                    -0x1.f1f2832e7eb13p-10,
                    0x1.846a59d897d4ap-8,
                    -0x1.51795123d5f37p-6,
                    0x1.e42eba10e8eefp-5,
                    -0x1.75d431a745b7p-4);

    private static final double HALF_LOG_TWO_PI_HIGH = 0x1.d67f1c864beb5p-1;
    private static final double HALF_LOG_TWO_PI_LOW = -0x1.65b5a1b7ff5dfp-55;
    private static final double LOG_PI_HIGH = 0x1.250d048e7a1bdp0;
    private static final double LOG_PI_LOW = 0x1.7abf2ad8d5088p-57;

    private LogGammaTwofold() {}

    /// `log |gamma(x)|`.
    static Expr logGamma(Formula f, Expr x) {
        Expr isReflected = f.less(x, f.number(-0.5));
        Expr z = f.select(isReflected, f.negate(x), x);
        DoubleWord positive = positive(f, z);
        List<Expr> chosen =
                Lanes.replaced(
                        f,
                        isReflected,
                        List.of(positive.high(), positive.low()),
                        (pen, _) -> reflected(pen, z, positive));
        Expr sum = f.add(chosen.getFirst(), chosen.getLast());
        Expr isFinite = f.less(chosen.getFirst(), f.number(Double.POSITIVE_INFINITY));
        Expr value = f.select(isFinite, sum, chosen.getFirst());
        Expr isPole = f.equal(x, f.number(0));
        return f.select(isPole, f.number(Double.POSITIVE_INFINITY), value);
    }

    /// Whether the operand is none of Stirling's series; false of NaN.
    static Expr isNear(Formula f, Expr z) {
        return f.less(z, f.number(3.5));
    }

    /// What stands between gamma(z) and gamma(2 + t), and z itself where Stirling's series is
    /// meant.
    ///
    /// @param whole the integer nearest to z
    /// @param product `z (z + 1)`, as precise as is needed
    static Expr factor(Formula f, Expr z, Expr whole, Expr product) {
        Expr isThird = f.equal(whole, f.number(3));
        Expr less = f.subtract(z, f.select(isThird, f.number(1), f.number(0)));
        Expr above = f.select(f.equal(whole, f.number(2)), f.number(1), less);
        return f.select(f.equal(whole, f.number(0)), product, above);
    }

    /// The logarithm with the sign with which it joins: minus below 3/2.
    static Expr signed(Formula f, Expr z, Expr logarithm) {
        return f.select(f.less(z, f.number(1.5)), f.negate(logarithm), logarithm);
    }

    private static DoubleWord positive(Formula f, Expr z) {
        Expr whole = f.let("whole", Expressions.unary(UnaryKind.ROUND_EVEN, z));
        Logarithm logarithm = logarithm(f, z, whole);
        DoubleWord near = near(f, z, f.subtract(z, whole), logarithm);
        DoubleWord far = far(f, z, logarithm);
        Expr isNear = isNear(f, z);
        return new DoubleWord(
                f.select(isNear, near.high(), far.high()), f.select(isNear, near.low(), far.low()));
    }

    /// The logarithm of the factors. Operands near the subnormal ones are lifted.
    private static Logarithm logarithm(Formula f, Expr z, Expr whole) {
        DoubleWord square = f.twoProduct(z, z);
        DoubleWord sum = f.fastTwoSum(z, square.high());
        Expr high = f.abs(factor(f, z, whole, sum.high()));
        Expr productLow = f.xorSign(f.add(sum.low(), square.low()), z);
        Expr low = f.select(f.equal(whole, f.number(0)), productLow, f.number(0));
        Expr isTiny = f.less(high, f.number(0x1p-500));
        Expr lift = f.select(isTiny, f.number(0x1p200), f.number(1));
        Expr doublings = f.select(isTiny, f.number(-200), f.number(0));
        DoubleWord lifted = new DoubleWord(f.multiply(high, lift), f.multiply(low, lift));
        return Logarithms.ofSum(f, lifted, f.number(0), doublings);
    }

    /// `t (LINEAR + SQUARE t + t^2 P(t))`, and the logarithm.
    private static DoubleWord near(Formula f, Expr z, Expr t, Logarithm logarithm) {
        DoubleWord slope = f.twoProduct(f.number(SQUARE_HIGH), t);
        DoubleWord inner = f.fastTwoSum(f.number(LINEAR_HIGH), slope.high());
        Expr square = f.multiply(t, t);
        Expr lost = f.add(f.add(slope.low(), inner.low()), f.number(LINEAR_LOW));
        Expr below = f.fma(t, f.number(SQUARE_LOW), lost);
        Expr tail = f.fma(square, f.polynomialByParity(NEAR, t, square), below);
        DoubleWord product = f.twoProduct(t, inner.high());
        Expr productLow = f.fma(t, tail, product.low());
        DoubleWord sum = f.twoSum(product.high(), signed(f, z, logarithm.high()));
        Expr low = f.add(productLow, signed(f, z, logarithm.low()));
        return new DoubleWord(sum.high(), f.add(sum.low(), low));
    }

    /// `z (log z - 1) - log(z) / 2 + log(2 pi) / 2 + S(1 / z^2) / z`.
    static DoubleWord far(Formula f, Expr z, Logarithm logarithm) {
        Expr inverse = f.divide(f.number(1), z);
        Expr w = f.multiply(inverse, inverse);
        Expr series = f.polynomialByParity(STIRLING, w, f.multiply(w, w));
        DoubleWord less = f.twoSum(logarithm.high(), f.number(-1));
        Expr lessLow = f.add(less.low(), logarithm.low());
        DoubleWord product = f.twoProduct(z, less.high());
        Expr productLow = f.fma(z, lessLow, product.low());
        DoubleWord half =
                f.twoSum(
                        f.number(HALF_LOG_TWO_PI_HIGH),
                        f.multiply(logarithm.high(), f.number(-0.5)));
        Expr rest = f.fma(inverse, series, f.add(half.low(), f.number(HALF_LOG_TWO_PI_LOW)));
        Expr lower = f.fma(logarithm.low(), f.number(-0.5), f.add(rest, productLow));
        DoubleWord total = f.fastTwoSum(product.high(), half.high());
        return new DoubleWord(total.high(), f.add(total.low(), lower));
    }

    /// `log pi - log(z |sin(pi z)|) - lgamma(z)`; infinite at the poles.
    private static List<Expr> reflected(Formula f, Expr z, DoubleWord positive) {
        Expr r = f.abs(f.subtract(z, Expressions.unary(UnaryKind.ROUND_EVEN, z)));
        DoubleWord product = DoubleWord.product(f, f.twoProduct(z, r), HalfTurns.slope(f, r));
        Logarithm logarithm = Logarithms.ofSum(f, product, f.number(0), f.number(0));
        DoubleWord first = f.twoSum(f.number(LOG_PI_HIGH), f.negate(logarithm.high()));
        DoubleWord second = f.twoSum(first.high(), f.negate(positive.high()));
        Expr below = f.subtract(f.number(LOG_PI_LOW), logarithm.low());
        Expr rest = f.add(f.add(first.low(), second.low()), f.subtract(below, positive.low()));
        Expr isBetween = f.less(f.number(0), r);
        return List.of(
                f.select(isBetween, second.high(), f.number(Double.POSITIVE_INFINITY)),
                f.select(isBetween, rest, f.number(0)));
    }
}
