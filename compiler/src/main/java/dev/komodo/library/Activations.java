package dev.komodo.library;

import dev.komodo.graph.Tensor;

/// Elementwise non-linearities: `[s] -> [s]`.
public final class Activations {
    private Activations() {}

    /// `x * (1 + erf(x / sqrt(2))) / 2`: x times the probability that a standard normal variable is
    /// below x.
    ///
    /// Source: D. Hendrycks, K. Gimpel, "Gaussian error linear units", arXiv:1606.08415 (2016).
    public static Tensor gelu(Tensor x) {
        return x.mul(x.mul(Math.sqrt(0.5)).erf().add(1)).mul(0.5);
    }

    /// `x * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2`, the approximation of [#gelu] that
    /// older models were trained with.
    ///
    /// Source: as [#gelu].
    public static Tensor geluTanh(Tensor x) {
        Tensor inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(inner.tanh().add(1)).mul(0.5);
    }

    /// `x * sigmoid(x)`, also called swish.
    ///
    /// Source: S. Elfwing, E. Uchibe, K. Doya, "Sigmoid-weighted linear units", arXiv:1702.03118
    /// (2017).
    public static Tensor silu(Tensor x) {
        return x.mul(x.sigmoid());
    }

    /// x where it is positive, else `slope * x`.
    public static Tensor leakyRelu(Tensor x, double slope) {
        return x.greater(0).select(x, x.mul(slope));
    }

    /// x where it is positive, else `alpha * (exp(x) - 1)`.
    ///
    /// Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Exponential linear units",
    /// arXiv:1511.07289 (2015).
    public static Tensor elu(Tensor x, double alpha) {
        return x.greater(0).select(x, x.minimum(0).expm1().mul(alpha));
    }

    /// x within bounds: `min(max(x, low), high)`.
    public static Tensor clip(Tensor x, double low, double high) {
        return x.maximum(low).minimum(high);
    }
}
