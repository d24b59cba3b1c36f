package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The normal distribution around 0, folded to the numbers from 0 on: `log(2 / pi) / 2 - log(sigma)
/// - (x / sigma)^2 / 2`.
///
/// Source: Stan Functions Reference, "Half-normal". The distribution of `|x|` for x of [Normal]
/// around 0.
///
/// @param deviation the scale sigma, above 0
public record HalfNormal(Parameter deviation) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static HalfNormal of(Object deviation) {
        return new HalfNormal(Parameter.of(deviation));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, deviation);
        Tensor sigma = at.real(deviation);
        Tensor variate = at.variate(x);
        Support support = Support.notNegative(variate);
        Tensor z = support.inside(variate, 0).div(sigma);
        return support.restrict(
                z.square()
                        .mul(-0.5)
                        .sub(sigma.log())
                        .add(Formulas.LOG_TWO - Formulas.HALF_LOG_TWO_PI));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), deviation);
        Tensor sigma = in.positive(deviation);
        return Random.normal(key, in.dtype(), in.shape(dims, sigma)).abs().mul(sigma);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, deviation);
        return in.positive(deviation).mul(Math.sqrt(2 / Math.PI));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, deviation);
        return in.positive(deviation).square().mul(1 - 2 / Math.PI);
    }
}
