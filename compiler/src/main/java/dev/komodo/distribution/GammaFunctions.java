package dev.komodo.distribution;

import dev.komodo.graph.Tensor;
import dev.komodo.library.SpecialFunctions;

/// Logarithms of ratios of gamma functions that keep their digits where the functions themselves
/// are large: by Stirling's formula, whose main terms are cancelled by hand, and its remainder.
final class GammaFunctions {
    private GammaFunctions() {}

    /// The remainder of Stirling's formula: `log(gamma(x)) - ((x - 1 / 2) log(x) - x + log(2 pi) /
    /// 2)`, for positive x.
    static Tensor remainder(Tensor x) {
        return SpecialFunctions.stirlingRemainder(x);
    }

    /// `log(gamma(a) gamma(b) / gamma(a + b))` of positive numbers.
    static Tensor logBeta(Tensor a, Tensor b) {
        return SpecialFunctions.logBeta(a, b);
    }

    /// `log(n! / (k! (n - k)!))` for integers `0 <= k <= n`.
    static Tensor logChoose(Tensor n, Tensor k) {
        return SpecialFunctions.logBinomial(n, k);
    }

    /// `exponent log(y / a) - (y - a) - log(2 pi) / 2 - remainder(a)`: what the densities of
    /// [Gamma] and [InverseGamma] share. Near its peak the logarithm is that of `1 + (y - a) / a`,
    /// which keeps the small difference of its two large terms.
    static Tensor peak(Tensor y, Tensor a, Tensor exponent) {
        Tensor distance = y.sub(a);
        Tensor near = distance.abs().lessEqual(a.mul(0.5));
        Tensor flat = exponent.equalTo(0).and(y.equalTo(0));
        Tensor one = y.builder().constant(y.dtype(), 1.0);
        Tensor far = flat.select(one, y).log().sub(a.log());
        Tensor logarithm = near.select(distance.div(a).log1p(), far);
        return exponent.mul(logarithm)
                .sub(distance)
                .sub(Formulas.HALF_LOG_TWO_PI)
                .sub(remainder(a));
    }
}
