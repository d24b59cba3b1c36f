package dev.komodo.distribution;

import dev.komodo.graph.Tensor;

/// One of K categories, counted from 0: `log(p[x])`. `x [...]`, `p [..., K] -> [...]`.
///
/// Source: Stan Functions Reference, "Categorical distribution" (which counts from 1).
///
/// @param probabilities p along the last axis: at least 0, their sum 1 within `1e-8` (f32: `1e-4`)
public record Categorical(Parameter probabilities) implements Distribution {
    /// The distribution with these probabilities, a [Tensor].
    public static Categorical of(Object probabilities) {
        return new Categorical(Parameter.of(probabilities));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, probabilities);
        return Categories.logDensity(x, at, valid(at).log());
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), probabilities);
        return Categories.sample(key, valid(in).log(), dims);
    }

    private Tensor valid(Evaluation in) {
        Tensor p = Categories.require(in.real(probabilities));
        return in.orNaN(Categories.outsideSimplex(p).not().expandDims(-1), p);
    }
}
