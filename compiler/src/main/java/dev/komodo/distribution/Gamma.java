package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The gamma distribution: `alpha log(beta) - log(gamma(alpha)) + (alpha - 1) log(x) - beta x` for `x
/// >= 0`, computed from its peak, without the cancellation of large terms ([GammaFunctions#peak]).
///
/// Source: Stan Functions Reference, "Gamma distribution".
///
/// @param shape the shape alpha, above 0
/// @param rate the inverse scale beta, above 0
public record Gamma(Parameter shape, Parameter rate) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Gamma of(Object shape, Object rate) {
        return new Gamma(Parameter.of(shape), Parameter.of(rate));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, shape, rate);
        Tensor alpha = at.positive(shape);
        Tensor beta = at.positive(rate);
        Tensor variate = at.variate(x);
        Support support =
                Support.notNegative(variate).and(variate.equalTo(Double.POSITIVE_INFINITY));
        Tensor y = support.inside(variate, 1).mul(beta);
        Tensor peak = GammaFunctions.peak(y, alpha, alpha.sub(1));
        return support.restrict(peak.add(beta.log()).sub(alpha.log().mul(0.5)));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), shape, rate);
        Tensor alpha = in.positive(shape);
        Tensor beta = in.positive(rate);
        Tensor wanted = alpha.broadcastTo(in.shape(dims, alpha, beta));
        return Random.gamma(key, wanted).div(beta);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, shape, rate);
        return in.positive(shape).div(in.positive(rate));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, shape, rate);
        return in.positive(shape).div(in.positive(rate).square());
    }
}
