package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// The number of successes: `log(n! / (x! (n - x)!)) + x log(p) + (n - x) log(1 - p)` for `x = 0,
/// ..., n`; products are 0 where their factor is.
///
/// Source: Stan Functions Reference, "Binomial distribution".
///
/// @param trials the number n of trials, an integer of at least 0
/// @param probability the probability p of success, in [0, 1]
public record Binomial(Parameter trials, Parameter probability) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Binomial of(Object trials, Object probability) {
        return new Binomial(Parameter.of(trials), Parameter.of(probability));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, trials, probability);
        Tensor n = at.count(trials);
        Tensor p = at.probability(probability);
        Tensor variate = at.variate(x);
        Support support = Support.counts(x.dtype(), variate).and(variate.greater(n));
        Tensor successes = support.inside(variate, 0);
        Tensor failures = n.sub(successes);
        Tensor powers = Formulas.timesLog(successes, p).add(Formulas.timesLogOneMinus(failures, p));
        return support.restrict(GammaFunctions.logChoose(n, successes).add(powers));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), trials, probability);
        Tensor n = in.count(trials);
        Tensor p = in.probability(probability);
        Shape shape = in.shape(dims, n, p);
        return BinomialSampler.sample(key, n.broadcastTo(shape), p.broadcastTo(shape));
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, trials, probability);
        return in.count(trials).mul(in.probability(probability));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, trials, probability);
        Tensor p = in.probability(probability);
        return in.count(trials).mul(p).mul(p.neg().add(1));
    }
}
