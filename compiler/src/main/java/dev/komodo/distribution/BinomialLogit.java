package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// The number of successes by the log-odds: `log(n! / (x! (n - x)!)) - x log(1 + exp(-logit)) - (n
/// - x) log(1 + exp(logit))` for `x = 0, ..., n`, without overflow.
///
/// Source: Stan Functions Reference, "Binomial distribution, logit parameterization".
///
/// @param trials the number n of trials, an integer of at least 0
/// @param logit the log-odds `log(p / (1 - p))` of success, any number
public record BinomialLogit(Parameter trials, Parameter logit) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static BinomialLogit of(Object trials, Object logit) {
        return new BinomialLogit(Parameter.of(trials), Parameter.of(logit));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, trials, logit);
        Tensor n = at.count(trials);
        Tensor odds = at.real(logit);
        Tensor variate = at.variate(x);
        Support support = Support.counts(x.dtype(), variate).and(variate.greater(n));
        Tensor successes = support.inside(variate, 0);
        Tensor powers =
                successes.mul(odds.neg().softplus()).add(n.sub(successes).mul(odds.softplus()));
        return support.restrict(GammaFunctions.logChoose(n, successes).sub(powers));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), trials, logit);
        return Binomial.of(trials, in.real(logit).sigmoid()).sample(key, dims);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, trials, logit);
        return in.count(trials).mul(in.real(logit).sigmoid());
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, trials, logit);
        Tensor odds = in.real(logit);
        return in.count(trials).mul(odds.sigmoid()).mul(odds.neg().sigmoid());
    }
}
