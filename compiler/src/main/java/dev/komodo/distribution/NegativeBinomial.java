package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

import java.util.List;

/// The negative binomial distribution by its mean: `log(gamma(x + phi) / (x! gamma(phi))) + x
/// log(mu / (mu + phi)) + phi log(phi / (mu + phi))` for `x = 0, 1, ...`. The ratio of gamma
/// functions and the powers are joined, so that a large phi gives [Poisson]
/// ([NegativeBinomialTerms]).
///
/// Source: Stan Functions Reference, "Negative binomial distribution (alternative
/// parameterization)". (neg_binomial_2)
///
/// @param location the mean mu, at least 0
/// @param dispersion the inverse dispersion phi, above 0: the variance is `mu + mu^2 / phi`
public record NegativeBinomial(Parameter location, Parameter dispersion)
        implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static NegativeBinomial of(Object location, Object dispersion) {
        return new NegativeBinomial(Parameter.of(location), Parameter.of(dispersion));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, dispersion);
        Tensor mu = at.notNegative(location);
        Tensor phi = at.positive(dispersion);
        Tensor variate = at.variate(x);
        Support support = Support.counts(x.dtype(), variate);
        Tensor count = support.inside(variate, 0);
        Tensor excess = mu.div(phi).log1p();
        return support.restrict(
                NegativeBinomialTerms.of(count, Formulas.timesLog(count, mu), excess, phi));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, dispersion);
        Tensor mu = in.notNegative(location);
        Tensor phi = in.positive(dispersion);
        Tensor wanted = phi.broadcastTo(in.shape(dims, mu, phi));
        List<Tensor> keys = Random.split(key, 2);
        Tensor rate = Random.gamma(keys.get(0), wanted).mul(mu.div(phi));
        return Random.poisson(keys.get(1), rate);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, dispersion);
        return in.orNaN(in.real(dispersion).greater(0), in.notNegative(location));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, dispersion);
        Tensor mu = in.notNegative(location);
        return mu.add(mu.div(in.positive(dispersion)).mul(mu));
    }
}
