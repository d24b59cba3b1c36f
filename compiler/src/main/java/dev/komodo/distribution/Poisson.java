package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The Poisson distribution: `x log(lambda) - lambda - log(x!)` for `x = 0, 1, ...`; the first term
/// is 0 where x and lambda are.
///
/// Source: Stan Functions Reference, "Poisson distribution".
///
/// @param rate the mean lambda, at least 0
public record Poisson(Parameter rate) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Poisson of(Object rate) {
        return new Poisson(Parameter.of(rate));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, rate);
        Tensor lambda = at.notNegative(rate);
        Tensor variate = at.variate(x);
        Support support = Support.counts(x.dtype(), variate);
        Tensor count = support.inside(variate, 0);
        return support.restrict(
                Formulas.timesLog(count, lambda).sub(lambda).sub(count.add(1).logGamma()));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), rate);
        Tensor lambda = in.notNegative(rate);
        return Random.poisson(key, lambda.broadcastTo(in.shape(dims, lambda)));
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, rate);
        return in.notNegative(rate);
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, rate);
        return in.notNegative(rate);
    }
}
