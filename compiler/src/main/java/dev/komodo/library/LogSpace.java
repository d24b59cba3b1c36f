package dev.komodo.library;

import dev.komodo.graph.Tensor;

/// Sums and differences of numbers that are kept as their logarithms, without leaving logarithms:
/// `[s], [s] -> [s]`.
public final class LogSpace {
    private static final double LOG_2 = Math.log(2);

    private LogSpace() {}

    /// `log(exp(a) + exp(b))`. Infinities of one sign give that infinity.
    ///
    /// Source: as [Normalization#logSumExp], of two terms.
    public static Tensor logAddExp(Tensor a, Tensor b) {
        Tensor above = a.maximum(b).add(a.sub(b).abs().neg().softplus());
        return a.equalTo(b).select(a.add(LOG_2), above);
    }

    /// `log(exp(a) - exp(b))`: minus infinity where they are equal, NaN where b is larger.
    ///
    /// Source: as [#log1mExp].
    public static Tensor logSubtractExp(Tensor a, Tensor b) {
        return b.equalTo(Double.NEGATIVE_INFINITY).select(a, a.add(log1mExp(b.sub(a))));
    }

    /// `log(1 - exp(x))` for x up to 0; NaN above.
    ///
    /// Source: M. Maechler, "Accurately computing log(1 - exp(-|a|))", vignette of the R package
    /// Rmpfr (2012), equation 7: by expm1 near 0, by log1p below -log(2).
    public static Tensor log1mExp(Tensor x) {
        Tensor near = x.maximum(-LOG_2).expm1().neg().log();
        Tensor far = x.minimum(-LOG_2).exp().neg().log1p();
        return x.greater(-LOG_2).select(near, far);
    }

    /// `log(exp(x) - 1)`, the inverse of softplus: minus infinity at 0, NaN below.
    ///
    /// Source: as [#log1mExp]; `x + log(1 - exp(-x))` beyond 1.
    public static Tensor logExpm1(Tensor x) {
        Tensor large = x.maximum(1);
        Tensor far = large.add(large.neg().exp().neg().log1p());
        return x.greater(1).select(far, x.minimum(1).expm1().log());
    }
}
