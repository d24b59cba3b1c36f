package dev.komodo.distribution;

import dev.komodo.graph.Tensor;
import dev.komodo.library.Normalization;

/// One of K categories, counted from 0, by logarithms of weights, which need not be normalised:
/// `logits[x] - log(sum(exp(logits)))`. `x [...]`, `logits [..., K] -> [...]`.
///
/// Source: Stan Functions Reference, "Categorical distribution", log-odds parameterization (which
/// counts from 1).
///
/// @param logits along the last axis, any numbers
public record CategoricalLogit(Parameter logits) implements Distribution {
    /// The distribution with these logits, a [Tensor].
    public static CategoricalLogit of(Object logits) {
        return new CategoricalLogit(Parameter.of(logits));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, logits);
        Tensor each = Categories.require(at.real(logits));
        return Categories.logDensity(x, at, Normalization.logSoftmax(each, -1));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), logits);
        return Categories.sample(key, Categories.require(in.real(logits)), dims);
    }
}
