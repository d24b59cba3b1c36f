package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// The negative binomial distribution by the logarithm of its mean: [NegativeBinomial] of
/// `exp(eta)`, without forming it.
///
/// Source: Stan Functions Reference, "Negative binomial distribution (log alternative
/// parameterization)". (neg_binomial_2_log)
///
/// @param logLocation the logarithm eta of the mean
/// @param dispersion the inverse dispersion phi, above 0: the variance is `mu + mu^2 / phi`
public record NegativeBinomialLog(Parameter logLocation, Parameter dispersion)
        implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static NegativeBinomialLog of(Object logLocation, Object dispersion) {
        return new NegativeBinomialLog(Parameter.of(logLocation), Parameter.of(dispersion));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, logLocation, dispersion);
        Tensor eta = at.real(logLocation);
        Tensor phi = at.positive(dispersion);
        Tensor variate = at.variate(x);
        Support support = Support.counts(x.dtype(), variate);
        Tensor count = support.inside(variate, 0);
        Tensor excess = eta.sub(phi.log()).softplus();
        return support.restrict(NegativeBinomialTerms.of(count, count.mul(eta), excess, phi));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), logLocation, dispersion);
        return NegativeBinomial.of(in.real(logLocation).exp(), dispersion).sample(key, dims);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, logLocation, dispersion);
        return in.orNaN(in.real(dispersion).greater(0), in.real(logLocation).exp());
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, logLocation, dispersion);
        Tensor mu = in.real(logLocation).exp();
        return mu.add(mu.div(in.positive(dispersion)).mul(mu));
    }
}
