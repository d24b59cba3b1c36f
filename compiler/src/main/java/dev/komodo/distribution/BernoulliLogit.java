package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// One trial by its log-odds: `-log(1 + exp(-logit))` of 1 (true), `-log(1 + exp(logit))` of 0
/// (false), without overflow and with full relative accuracy.
///
/// Source: Stan Functions Reference, "Bernoulli distribution, logit parameterization".
///
/// @param logit the log-odds `log(p / (1 - p))` of 1, any number
public record BernoulliLogit(Parameter logit) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static BernoulliLogit of(Object logit) {
        return new BernoulliLogit(Parameter.of(logit));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, logit);
        Tensor variate = at.variate(x);
        Support support = Support.truth(x.dtype(), variate);
        Tensor against = support.inside(variate, 0).mul(-2).add(1);
        return support.restrict(against.mul(at.real(logit)).softplus().neg());
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), logit);
        return Bernoulli.of(in.real(logit).sigmoid()).sample(key, dims);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, logit);
        return in.real(logit).sigmoid();
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, logit);
        Tensor odds = in.real(logit);
        return odds.sigmoid().mul(odds.neg().sigmoid());
    }
}
