package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

/// Special functions beyond those that are ops ([Tensor#logGamma], [Tensor#erfInverse],
/// [Tensor#besselJ0] ...), and logarithms that neither overflow nor cancel. All are elementwise, of
/// float operands that broadcast: `[s], [t] -> [broadcast of s and t]`.
///
/// `docs/accuracy.md` lists the largest errors that `SpecialFunctionsTest` found.
public final class SpecialFunctions {
    private static final double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1;

    private SpecialFunctions() {}

    /// `P(a, x)`, the regularised lower incomplete gamma function: the probability that a gamma
    /// variable of shape a lies below x. NaN of negative operands.
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 8.2.4; see [IncompleteGamma].
    public static Tensor gammaIncP(Tensor a, Tensor x) {
        return IncompleteGamma.of(a, x, false);
    }

    /// `Q(a, x) = 1 - P(a, x)`, without cancellation.
    ///
    /// Source: as [#gammaIncP].
    public static Tensor gammaIncQ(Tensor a, Tensor x) {
        return IncompleteGamma.of(a, x, true);
    }

    /// `I_x(a, b)`, the regularised incomplete beta function: the probability that a beta variable
    /// lies below x. NaN where a or b is not positive and finite, or x outside [0, 1].
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 8.17.2; see [IncompleteBeta].
    public static Tensor betaInc(Tensor a, Tensor b, Tensor x) {
        return IncompleteBeta.of(a, b, x);
    }

    /// The derivative of digamma of an order: 0 is digamma, 1 trigamma. From order 3 on NaN below
    /// 0.
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 5.15.1, 5.15.6, 25.11.5.
    ///
    /// @throws InvalidGraphException if the order is negative or above 20
    public static Tensor polygamma(int order, Tensor x) {
        if (order < 0 || order > 20) {
            throw new InvalidGraphException(
                    "polygamma was asked for order " + order + "; orders are 0 to 20");
        }
        return switch (order) {
            case 0 -> x.digamma();
            case 1 -> x.trigamma();
            case 2 -> Polygamma.second(x);
            default -> Polygamma.of(order, x);
        };
    }

    /// The remainder of Stirling's formula, `logGamma(x) - ((x - 1 / 2) log(x) - x + log(2 pi) /
    /// 2)`, for positive x, which keeps its digits where logGamma is large.
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 5.11.1.
    public static Tensor stirlingRemainder(Tensor x) {
        return StirlingRemainder.of(x);
    }

    /// `log(gamma(a) gamma(b) / gamma(a + b))` of positive numbers: with a not below b, `log(2 pi)
    /// / 2 - (a - 1 / 2) log(1 + b / a) - b log(1 + a / b) - log(b) / 2` and the remainders of
    /// Stirling's formula.
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 5.11.1, 5.12.1; A. R. DiDonato, A.
    /// H. Morris, "Algorithm 708", ACM TOMS 18 (1992), for the use.
    public static Tensor logBeta(Tensor a, Tensor b) {
        Tensor large = a.maximum(b);
        Tensor small = a.minimum(b);
        double most = a.dtype() == DType.F64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        Tensor ratio = large.div(small).minimum(most);
        Tensor main =
                large.sub(0.5)
                        .mul(small.div(large).log1p())
                        .add(small.mul(ratio.log1p()))
                        .add(small.log().mul(0.5))
                        .neg()
                        .add(HALF_LOG_TWO_PI);
        return main.add(StirlingRemainder.of(large))
                .add(StirlingRemainder.of(small).sub(StirlingRemainder.of(large.add(small))));
    }

    /// `log(n!)`, that of the gamma function at n + 1.
    public static Tensor logFactorial(Tensor n) {
        return n.add(1).logGamma();
    }

    /// `log(n! / (k! (n - k)!))` for `0 <= k <= n`, whole numbers or not.
    public static Tensor logBinomial(Tensor n, Tensor k) {
        return logBeta(k.add(1), n.sub(k).add(1)).add(n.log1p()).neg();
    }

    /// `x log(y)`; 0 where x is 0 and y no NaN.
    public static Tensor xlogy(Tensor x, Tensor y) {
        Tensor isNothing = x.equalTo(0).and(y.isNaN().not());
        return x.mul(isNothing.select(Series.constant(y, 1), y).log());
    }

    /// `x log(1 + y)`; 0 where x is 0 and y no NaN.
    public static Tensor xlog1py(Tensor x, Tensor y) {
        Tensor isNothing = x.equalTo(0).and(y.isNaN().not());
        return x.mul(isNothing.select(Series.constant(y, 0), y).log1p());
    }

    /// `log(p / (1 - p))`, the inverse of the logistic function; near 1/2 as `log(1 + (2 p - 1) /
    /// (1
    /// - p))`.
    public static Tensor logit(Tensor p) {
        Tensor isMiddle = p.greater(0.25).and(p.less(0.75));
        Tensor inner = isMiddle.select(p, Series.constant(p, 0.5));
        Tensor outer = isMiddle.select(Series.constant(p, 0.25), p);
        Tensor near = inner.add(inner).sub(1).div(inner.neg().add(1)).log1p();
        return isMiddle.select(near, outer.log().sub(outer.neg().log1p()));
    }

    /// `log(exp(a) + exp(b))`.
    public static Tensor logAddExp(Tensor a, Tensor b) {
        Tensor distance = a.equalTo(b).select(Series.constant(a, 0), a.sub(b)).abs();
        return a.maximum(b).add(distance.neg().exp().log1p());
    }

    /// `log(1 - exp(x))` for x up to 0; NaN above.
    ///
    /// Source: M. Maechler, "Accurately computing log(1 - exp(-|a|))" (2012).
    public static Tensor log1mExp(Tensor x) {
        Tensor isNear = x.greater(-0x1.62e42fefa39efp-1);
        Tensor near = isNear.select(x, Series.constant(x, -0.5));
        Tensor far = isNear.select(Series.constant(x, -1), x);
        return isNear.select(near.expm1().neg().log(), far.exp().neg().log1p());
    }

    /// `log(exp(a) - exp(b))` for a not below b; NaN otherwise.
    public static Tensor logDiffExp(Tensor a, Tensor b) {
        Tensor distance = a.equalTo(b).select(Series.constant(a, 0), b.sub(a));
        return a.add(log1mExp(distance));
    }

    /// `exp(x^2) erfc(x)`: `erfc(x)` times the exponential of a square in two parts up to 12, an
    /// asymptotic series beyond.
    ///
    /// Source: NIST Digital Library of Mathematical Functions, 7.12.1.
    public static Tensor erfcScaled(Tensor x) {
        DType dtype = x.dtype();
        if (dtype != dtype.arithmetic()) {
            return erfcScaled(x.cast(dtype.arithmetic())).cast(dtype);
        }
        double limit = dtype == DType.F64 ? 12 : 6;
        Tensor isFar = x.greater(limit);
        Tensor near = isFar.select(Series.constant(x, 1), x).maximum(-30);
        Tensor coarse = near.mul(64).roundEven().mul(1.0 / 64);
        Tensor rest = near.sub(coarse).mul(near.add(coarse));
        Tensor grown = near.erfc().mul(coarse.square().exp()).mul(rest.exp());
        Tensor far = isFar.select(x, Series.constant(x, limit));
        Tensor inverse = far.reciprocal();
        Tensor square = inverse.square().mul(-0.5);
        Tensor series = Series.constant(x, 1).broadcastTo(x.shape());
        for (int k = 10; k >= 1; k--) {
            series = series.mul(square).mul(2.0 * k - 1).add(1);
        }
        return isFar.select(series.mul(inverse).mul(1 / Math.sqrt(Math.PI)), grown);
    }

    /// `log((1 + erf(x / sqrt 2)) / 2)`, the logarithm of the probability that a standard normal
    /// variable lies below x, also where that underflows.
    public static Tensor logNormalCdf(Tensor x) {
        DType dtype = x.dtype();
        if (dtype != dtype.arithmetic()) {
            return logNormalCdf(x.cast(dtype.arithmetic())).cast(dtype);
        }
        Tensor isTail = x.abs().greater(1);
        Tensor z = isTail.select(x.abs(), Series.constant(x, 1));
        Tensor scaled = erfcScaled(z.mul(Math.sqrt(0.5))).mul(0.5);
        Tensor coarse = z.mul(64).roundEven().mul(1.0 / 64);
        Tensor rest = z.sub(coarse).mul(z.add(coarse)).mul(-0.5);
        Tensor bell = coarse.square().mul(-0.5).exp().mul(rest.exp());
        Tensor above = scaled.mul(bell).neg().log1p();
        Tensor below = scaled.log().sub(z.square().mul(0.5));
        Tensor middle = isTail.select(Series.constant(x, 0), x);
        Tensor body = middle.mul(Math.sqrt(0.5)).erfc().mul(-0.5).log1p();
        return isTail.select(x.less(0).select(below, above), body);
    }
}
