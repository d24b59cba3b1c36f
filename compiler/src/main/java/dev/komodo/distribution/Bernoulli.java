package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// One trial: `log(p)` of 1 (true), `log(1 - p)` of 0 (false).
///
/// Source: Stan Functions Reference, "Bernoulli distribution".
///
/// @param probability the probability p of 1, in [0, 1]
public record Bernoulli(Parameter probability) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Bernoulli of(Object probability) {
        return new Bernoulli(Parameter.of(probability));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, probability);
        Tensor p = at.probability(probability);
        Tensor variate = at.variate(x);
        Support support = Support.truth(x.dtype(), variate);
        Tensor one = support.inside(variate, 0);
        Tensor zero = one.neg().add(1);
        return support.restrict(Formulas.timesLog(one, p).add(Formulas.timesLogOneMinus(zero, p)));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), probability);
        Tensor p = in.probability(probability);
        Tensor wanted = p.broadcastTo(in.shape(dims, p));
        return Evaluation.countOf(wanted, Random.bernoulli(key, wanted));
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, probability);
        return in.probability(probability);
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, probability);
        Tensor p = in.probability(probability);
        return p.mul(p.neg().add(1));
    }
}
