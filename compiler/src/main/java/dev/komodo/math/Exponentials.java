package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// Functions that are rational in an exponential.
///
/// Below, u is half an ULP of 1 (2^-24 or 2^-53). Where a result is a quotient, numerator and
/// denominator keep what their rounding lost, and the quotient is corrected once: the error is that
/// of the last rounding and a few hundredths.
final class Exponentials {
    private Exponentials() {}

    /// e to the x. Where the result has long been 0 or infinity, it is chosen at the end: the
    /// formula need not wait for a bound.
    static Expr exp(Formula f, Expr x, VectorMath.Range range, VectorMath.Scaling scaling) {
        Expr scaled =
                f.isSingle()
                        ? TabulatedExponential.exp(f, x, range, scaling)
                        : twofold(f, x, scaling);
        Expr held =
                f.select(Expressions.less(x, f.number(f.pick(-104, -746))), f.number(0), scaled);
        return switch (range) {
            case UP_TO_ZERO -> held;
            case ANY ->
                    f.select(
                            Expressions.less(f.number(f.pick(89, 710)), x),
                            f.number(Double.POSITIVE_INFINITY),
                            held);
        };
    }

    private static Expr twofold(Formula f, Expr x, VectorMath.Scaling scaling) {
        Exponential exponential = Exponential.of(f, x);
        return switch (scaling) {
            case INSTRUCTION -> f.scale(exponential.mantissa(f), exponential.power());
            case PRODUCTS ->
                    Exponential.scale(f, exponential.mantissa(f), exponential.biasedPower());
        };
    }

    /// `exp(x) - 1`. For tiny x, x itself: keeps -0.0 and subnormals.
    static Expr expm1(Formula f, Expr x) {
        Expr bounded = f.atLeast(f.atMost(x, f.pick(89, 710)), f.pick(-18, -38));
        DoubleWord half = halfExpm1(f, Exponential.of(f, bounded));
        Expr sum = f.add(half.high(), half.low());
        Expr isTiny = f.less(f.abs(x), f.number(f.pick(0x1p-30, 0x1p-60)));
        return f.select(isTiny, x, f.add(sum, sum));
    }

    /// `(exp(x) - 1) / 2 = (2^(p-1) - 1/2) + 2^(p-1) r + 2^(p-1) tail`. The half keeps 2^(p-1)
    /// finite for the largest p.
    static DoubleWord halfExpm1(Formula f, Exponential exponential) {
        Expr scale = exponential.powerOfTwo(f, -1);
        DoubleWord difference = f.fastTwoSum(scale, f.number(-0.5));
        DoubleWord sum = f.fastTwoSum(difference.high(), f.multiply(scale, exponential.r()));
        Expr rest = exponential.tailPlus(f, exponential.rLow());
        Expr low = f.add(sum.low(), difference.low());
        return new DoubleWord(sum.high(), f.fma(scale, rest, low));
    }

    /// In f64 `tanh |x| = h / (h + 1)` with `h = (exp(2 |x|) - 1) / 2`.
    static Expr tanh(Formula f, Expr x) {
        if (f.isSingle()) {
            Expr bounded = f.atMost(f.abs(x), TanhPieces.PIECES.end());
            return f.withSign(TanhPieces.PIECES.oddValue(f, bounded), x);
        }
        Expr magnitude = f.atMost(f.abs(x), 20);
        Exponential exponential = Exponential.of(f, f.add(magnitude, magnitude));
        DoubleWord parts = halfExpm1(f, exponential);
        DoubleWord half = f.fastTwoSum(parts.high(), parts.low());
        DoubleWord denominator = f.twoSum(f.number(1), half.high());
        DoubleWord corrected =
                new DoubleWord(denominator.high(), f.add(denominator.low(), half.low()));
        return f.copySign(quotient(f, half, corrected), x);
    }

    /// The logistic function.
    static Expr sigmoid(Formula f, Expr x) {
        return f.isSingle() ? sigmoidSingle(f, x) : sigmoidTwofold(f, x);
    }

    /// By [SigmoidPieces], and beyond their end, where a lane is, `e / (1 + e)` with `e =
    /// exp(-|x|)`; for positive x what is left of 1.
    private static Expr sigmoidSingle(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        Expr near = SigmoidPieces.PIECES.value(f, magnitude);
        Expr isFar = f.less(f.number(SigmoidPieces.PIECES.end()), magnitude);
        Expr value =
                Lanes.replaced(
                                f,
                                isFar,
                                List.of(near),
                                (inner, _) ->
                                        List.of(
                                                TabulatedExponential.ofSumWithOne(
                                                        inner, inner.negate(magnitude))))
                        .getFirst();
        Expr isNegative = f.less(x, f.number(0));
        return f.select(isNegative, value, f.subtract(f.number(1), value));
    }

    /// `1 / (1 + e)` for x >= 0 and `e / (1 + e)` below, with `e = exp(-|x|)`: no overflow, and the
    /// power of two is applied last, so that subnormal results are rounded once.
    private static Expr sigmoidTwofold(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), 746);
        Exponential exponential = Exponential.of(f, f.negate(magnitude));
        DoubleWord mantissa = exponential.preciseMantissa(f);
        Expr scale = exponential.visiblePower(f);
        DoubleWord sum = f.fastTwoSum(f.number(1), f.multiply(mantissa.high(), scale));
        DoubleWord denominator =
                new DoubleWord(sum.high(), f.fma(mantissa.low(), scale, sum.low()));
        Expr isNegative = f.less(x, f.number(0));
        DoubleWord numerator =
                new DoubleWord(
                        f.select(isNegative, mantissa.high(), f.number(1)),
                        f.select(isNegative, mantissa.low(), f.number(0)));
        Expr biasedPower =
                f.select(isNegative, exponential.biasedPower(), f.integer(2L * f.bias()));
        return Exponential.scale(f, quotient(f, numerator, denominator), biasedPower);
    }

    /// A quotient of double words in one float, by one division and one correction.
    private static Expr quotient(Formula f, DoubleWord numerator, DoubleWord denominator) {
        Expr inverse = f.divide(f.number(1), denominator.high());
        Expr estimate = f.multiply(numerator.high(), inverse);
        Expr error = f.fnma(estimate, denominator.high(), numerator.high());
        Expr rest = f.fnma(estimate, denominator.low(), f.add(error, numerator.low()));
        return f.fma(rest, inverse, estimate);
    }
}
