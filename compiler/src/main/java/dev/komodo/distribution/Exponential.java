package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The exponential distribution: `log(lambda) - lambda x` for `x >= 0`.
///
/// Source: Stan Functions Reference, "Exponential distribution".
///
/// @param rate the inverse lambda of the mean, above 0
public record Exponential(Parameter rate) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Exponential of(Object rate) {
        return new Exponential(Parameter.of(rate));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, rate);
        Tensor lambda = at.positive(rate);
        Tensor variate = at.variate(x);
        Support support = Support.notNegative(variate);
        return support.restrict(lambda.log().sub(lambda.mul(support.inside(variate, 0))));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), rate);
        Tensor lambda = in.positive(rate);
        return Random.exponential(key, in.dtype(), in.shape(dims, lambda)).div(lambda);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, rate);
        return in.positive(rate).reciprocal();
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, rate);
        return in.positive(rate).square().reciprocal();
    }
}
