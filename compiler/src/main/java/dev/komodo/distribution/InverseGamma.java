package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The distribution of `1 / y` where y has the [Gamma] distribution of shape alpha and rate beta:
/// `alpha log(beta) - log(gamma(alpha)) - (alpha + 1) log(x) - beta / x` for `x > 0`.
///
/// Source: Stan Functions Reference, "Inverse gamma distribution".
///
/// @param shape the shape alpha, above 0
/// @param scale the scale beta, above 0
public record InverseGamma(Parameter shape, Parameter scale) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static InverseGamma of(Object shape, Object scale) {
        return new InverseGamma(Parameter.of(shape), Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, shape, scale);
        Tensor alpha = at.positive(shape);
        Tensor beta = at.positive(scale);
        Tensor variate = at.variate(x);
        Support support = Support.positive(variate);
        Tensor y = beta.div(support.inside(variate, 1));
        Tensor peak = GammaFunctions.peak(y, alpha, alpha.add(1));
        return support.restrict(peak.sub(beta.log()).add(alpha.log().mul(1.5)));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), shape, scale);
        Tensor alpha = in.positive(shape);
        Tensor beta = in.positive(scale);
        Tensor wanted = alpha.broadcastTo(in.shape(dims, alpha, beta));
        return Random.logGamma(key, wanted).neg().exp().mul(beta);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, shape, scale);
        Tensor alpha = in.positive(shape);
        Tensor beta = in.positive(scale);
        Tensor infinite =
                in.orNaN(alpha.add(beta).isNaN().not(), in.constant(Double.POSITIVE_INFINITY));
        return alpha.greater(1).select(beta.div(alpha.sub(1)), infinite);
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, shape, scale);
        Tensor alpha = in.positive(shape);
        Tensor mean = in.positive(scale).div(alpha.sub(1));
        Tensor infinite = in.orNaN(mean.greater(0), in.constant(Double.POSITIVE_INFINITY));
        return alpha.greater(2).select(mean.square().div(alpha.sub(2)), infinite);
    }
}
