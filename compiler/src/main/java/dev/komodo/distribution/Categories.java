package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// What distributions over categories, and of their probabilities, have in common.
final class Categories {
    private Categories() {}

    /// A parameter that has an axis of categories.
    static Tensor require(Tensor parameter) {
        VectorEvent.require("the parameter of a distribution over categories", parameter.shape());
        return parameter;
    }

    /// Where vectors along the last axis are no simplex: `[..., K] -> bool[...]`, false where NaN
    /// is.
    static Tensor outsideSimplex(Tensor x) {
        double tolerance = x.dtype() == DType.F64 ? 1e-8 : 1e-4;
        return x.less(0).any(-1).or(x.sum(-1).sub(1).abs().greater(tolerance));
    }

    /// `logits[x]` where x is a category, else -inf. A single vector is looked up, of many that
    /// broadcast with x the elements are chosen.
    static Tensor logDensity(Tensor x, Evaluation at, Tensor logits) {
        Tensor variate = at.variate(x);
        Tensor count = x.builder().dims(logits.dim(-1)).reshape(Shape.SCALAR).cast(at.dtype());
        Support support = Support.counts(x.dtype(), variate).and(variate.greaterEqual(count));
        Tensor position = support.inside(variate, 0).cast(DType.I64);
        Tensor chosen = logits.rank() == 1 ? logits.gather(position, 0) : chosen(logits, position);
        return support.restrict(at.orNaN(variate.equalTo(variate), chosen));
    }

    private static Tensor chosen(Tensor logits, Tensor position) {
        Tensor category = logits.builder().iota(DType.I64, 0, logits.dim(-1));
        Tensor zero = logits.builder().constant(logits.dtype(), 0.0);
        return position.expandDims(-1).equalTo(category).select(logits, zero).sum(-1);
    }

    /// Categories as i64, -1 where a logit is NaN: `[dims..., batch...]`.
    static Tensor sample(Tensor key, Tensor logits, Object... dims) {
        Shape shape = Evaluation.join(Shape.from(dims), logits.shape());
        Tensor drawn = Random.categorical(key, logits.broadcastTo(shape), -1);
        return Evaluation.countOf(logits.sum(-1).mul(0), drawn);
    }
}
