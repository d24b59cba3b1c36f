package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Normalization;
import dev.komodo.library.Random;

/// The Dirichlet distribution of K numbers whose sum is 1: `log(gamma(sum(a))) - sum(log(gamma(a)))
/// + sum((a - 1) log(x))`, a density over the first K - 1 of them. `x [..., K]`, `a [..., K] ->
///   [...]`. The gamma functions are joined by Stirling's formula, so that large a do not cancel. A
///   vector is outside where an element is negative or the sum differs from 1 by more than `1e-8`
///   (f32: `1e-4`).
///
/// Source: Stan Functions Reference, "Dirichlet distribution".
///
/// @param concentration a along the last axis, above 0
public record Dirichlet(Parameter concentration) implements Distribution, Moments {
    /// The distribution with this concentration, a [Tensor].
    public static Dirichlet of(Object concentration) {
        return new Dirichlet(Parameter.of(concentration));
    }

    @Override
    public int eventRank() {
        return 1;
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, concentration);
        Tensor a = Categories.require(at.positive(concentration));
        Tensor variate = Categories.require(at.variate(x));
        Support support = new Support(Categories.outsideSimplex(variate));
        Tensor even = at.constant(0.5);
        Tensor inside = support.outside().expandDims(-1).select(even, variate);
        Tensor products = Formulas.timesLog(a.sub(1), inside).sum(-1);
        return support.restrict(products.add(logConstant(a)));
    }

    /// With S the sum of the K elements: `sum((a - 1 / 2) log(S / a)) + (K - 1) (log(S) - log(2
    /// pi)) / 2`, Stirling's remainder of S, less those of a.
    private static Tensor logConstant(Tensor a) {
        Tensor sum = a.sum(true, -1);
        Tensor each =
                a.sub(0.5).mul(sum.log().sub(a.log())).sub(GammaFunctions.remainder(a)).sum(-1);
        Tensor others = a.builder().dims(a.dim(-1)).reshape(Shape.SCALAR).cast(a.dtype()).sub(1);
        Tensor total = sum.squeeze(-1);
        Tensor half = total.log().mul(0.5).sub(Formulas.HALF_LOG_TWO_PI);
        return each.add(others.mul(half)).add(GammaFunctions.remainder(total));
    }

    /// By the logarithms of gamma variates, so that small concentrations give no 0 / 0.
    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), concentration);
        Tensor a = Categories.require(in.positive(concentration));
        Tensor logs = Random.logGamma(key, a.broadcastTo(in.shape(dims, a)));
        return Normalization.softmax(logs, -1);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Tensor a = Evaluation.in(builder, concentration).positive(concentration);
        return a.div(a.sum(true, -1));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Tensor a = Evaluation.in(builder, concentration).positive(concentration);
        Tensor sum = a.sum(true, -1);
        Tensor mean = a.div(sum);
        return mean.mul(sum.sub(a).div(sum)).div(sum.add(1));
    }
}
