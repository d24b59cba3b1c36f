package dev.komodo.library;

import dev.komodo.graph.Tensor;

/// Functions that put elements in proportion to their neighbours along some axes. Axes count from
/// the end if negative.
public final class Normalization {
    private Normalization() {}

    /// `exp(x - max) / sum(exp(x - max))` along axes, all if none is named: `[s] -> [s]`. The shift
    /// by the largest element keeps exp from overflowing and changes nothing else. An axis that
    /// holds NaN, or nothing but -inf, gives NaN.
    ///
    /// The weights are multiplied by the reciprocal of their sum, which is one rounding more than a
    /// division of each, beside the ULP of exp and the roundings of the sum. The sum lies between 1
    /// and the extent: its reciprocal is normal. In f16 it may not be: there, and in bf16, the
    /// weights are divided.
    ///
    /// Source: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and
    /// softmax functions", IMA J. Numer. Anal. 41 (2021), the shifted form.
    public static Tensor softmax(Tensor x, int... axes) {
        // The shift changes no weight: derivatives do not look at it.
        Tensor shift = x.builder().opaque(x.max(true, axes));
        Tensor weights = x.sub(shift).exp();
        Tensor sum = weights.sum(true, axes);
        return x.dtype() != x.dtype().arithmetic()
                ? weights.div(sum)
                : weights.mul(sum.reciprocal());
    }

    /// `x - max - log(sum(exp(x - max)))` along an axis: `[s] -> [s]`; does not underflow where
    /// `log(softmax(x))` would.
    ///
    /// Source: as [#softmax].
    public static Tensor logSoftmax(Tensor x, int axis) {
        Tensor shifted = x.sub(x.max(true, axis));
        return shifted.sub(shifted.exp().sum(true, axis).log());
    }

    /// `log(sum(exp(x)))` over the axes, which are dropped; over all axes if none is named. Minus
    /// infinity of nothing and of minus infinities, infinity where an element is.
    ///
    /// Source: as [#softmax].
    public static Tensor logSumExp(Tensor x, int... axes) {
        Tensor largest = x.max(true, axes);
        Tensor zero = x.builder().constant(x.dtype(), 0.0);
        Tensor shift = largest.isInfinite().select(zero, largest);
        Tensor logarithm = x.sub(shift).exp().sum(true, axes).log();
        // folds axes of extent 1: the maximum of one element, exact
        return logarithm.add(shift).max(axes);
    }

    /// `(x - mean) / sqrt(variance + epsilon) * scale + bias` over the last axis: `[s..., n], [n],
    /// [n] -> [s..., n]`, with the variance of the population.
    ///
    /// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization", arXiv:1607.06450 (2016).
    public static Tensor layerNorm(Tensor x, Tensor scale, Tensor bias, double epsilon) {
        Tensor centred = x.sub(x.mean(true, -1));
        Tensor variance = centred.square().mean(true, -1);
        return centred.div(variance.add(epsilon).sqrt()).mul(scale).add(bias);
    }

    /// `x / sqrt(mean(x^2) + epsilon) * scale` over the last axis: `[s..., n], [n] -> [s..., n]`.
    ///
    /// Source: B. Zhang, R. Sennrich, "Root mean square layer normalization", arXiv:1910.07467
    /// (2019).
    public static Tensor rootMeanSquareNorm(Tensor x, Tensor scale, double epsilon) {
        return x.div(x.square().mean(true, -1).add(epsilon).sqrt()).mul(scale);
    }
}
