package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

/// Logarithms of ratios of gamma functions that keep their digits where the functions themselves
/// are large: by Stirling's formula, whose main terms are cancelled by hand, and its remainder.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.11.1; A. R. DiDonato, A. H. Morris,
/// "Algorithm 708", ACM TOMS 18 (1992), for the use.
final class GammaFunctions {
    /// From here on the series has an error of `2^-53`.
    private static final double LARGE = 16;

    private GammaFunctions() {}

    /// The remainder of Stirling's formula: `log(gamma(x)) - ((x - 1 / 2) log(x) - x + log(2 pi) /
    /// 2)`, for positive x.
    static Tensor remainder(Tensor x) {
        Tensor small = x.minimum(LARGE);
        Tensor main = small.sub(0.5).mul(small.log()).sub(small).add(Formulas.HALF_LOG_TWO_PI);
        return x.less(LARGE).select(small.logGamma().sub(main), series(x.maximum(LARGE)));
    }

    private static Tensor series(Tensor x) {
        Tensor reciprocal = x.reciprocal();
        Tensor square = reciprocal.square();
        Tensor sum = square.mul(1 / 1188.0).add(-1 / 1680.0);
        sum = square.mul(sum).add(1 / 1260.0);
        sum = square.mul(sum).add(-1 / 360.0);
        sum = square.mul(sum).add(1 / 12.0);
        return sum.mul(reciprocal);
    }

    /// `log(gamma(a) gamma(b) / gamma(a + b))` of positive numbers: with a not below b, `log(2 pi)
    /// / 2 - (a - 1 / 2) log(1 + b / a) - b log(1 + a / b) - log(b) / 2` and the remainders.
    static Tensor logBeta(Tensor a, Tensor b) {
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
                        .add(Formulas.HALF_LOG_TWO_PI);
        return main.add(remainder(large)).add(remainder(small).sub(remainder(large.add(small))));
    }

    /// `log(n! / (k! (n - k)!))` for integers `0 <= k <= n`.
    static Tensor logChoose(Tensor n, Tensor k) {
        return logBeta(k.add(1), n.sub(k).add(1)).add(n.log1p()).neg();
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
