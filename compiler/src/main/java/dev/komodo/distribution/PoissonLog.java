package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The Poisson distribution by the logarithm of its mean: `x eta - exp(eta) - log(x!)` for `x = 0,
/// 1, ...`.
///
/// Source: Stan Functions Reference, "Poisson distribution, log parameterization".
///
/// @param logRate the logarithm eta of the mean
public record PoissonLog(Parameter logRate) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static PoissonLog of(Object logRate) {
        return new PoissonLog(Parameter.of(logRate));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, logRate);
        Tensor eta = at.real(logRate);
        Tensor variate = at.variate(x);
        Support support = Support.counts(x.dtype(), variate);
        Tensor count = support.inside(variate, 0);
        return support.restrict(count.mul(eta).sub(eta.exp()).sub(count.add(1).logGamma()));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), logRate);
        Tensor lambda = in.real(logRate).exp();
        return Random.poisson(key, lambda.broadcastTo(in.shape(dims, lambda)));
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, logRate);
        return in.real(logRate).exp();
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, logRate);
        return in.real(logRate).exp();
    }
}
