package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The beta distribution: `(a - 1) log(x) + (b - 1) log(1 - x) - log(B(a, b))` for `0 <= x <= 1`.
///
/// Source: Stan Functions Reference, "Beta distribution".
///
/// @param alpha the first shape a, above 0
/// @param beta the second shape b, above 0
public record Beta(Parameter alpha, Parameter beta) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Beta of(Object alpha, Object beta) {
        return new Beta(Parameter.of(alpha), Parameter.of(beta));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, alpha, beta);
        Tensor a = at.positive(alpha);
        Tensor b = at.positive(beta);
        Tensor variate = at.variate(x);
        Support support = Support.notNegative(variate).and(variate.greater(1));
        Tensor inside = support.inside(variate, 0.5);
        Tensor products =
                Formulas.timesLog(a.sub(1), inside)
                        .add(Formulas.timesLogOneMinus(b.sub(1), inside));
        return support.restrict(products.sub(GammaFunctions.logBeta(a, b)));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), alpha, beta);
        Tensor a = in.positive(alpha);
        Tensor b = in.positive(beta);
        Shape shape = in.shape(dims, a, b);
        return Random.beta(key, a.broadcastTo(shape), b.broadcastTo(shape));
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, alpha, beta);
        Tensor a = in.positive(alpha);
        return a.div(a.add(in.positive(beta)));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, alpha, beta);
        Tensor a = in.positive(alpha);
        Tensor b = in.positive(beta);
        Tensor sum = a.add(b);
        return a.div(sum).mul(b.div(sum)).div(sum.add(1));
    }
}
