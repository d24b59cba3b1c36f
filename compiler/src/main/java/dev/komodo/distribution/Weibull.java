package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The Weibull distribution: `log(k / s) + (k - 1) log(x / s) - (x / s)^k` for `x >= 0`.
///
/// Source: Stan Functions Reference, "Weibull distribution".
///
/// @param exponent the shape k, above 0
/// @param scale the scale s, above 0
public record Weibull(Parameter exponent, Parameter scale) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Weibull of(Object exponent, Object scale) {
        return new Weibull(Parameter.of(exponent), Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, exponent, scale);
        Tensor k = at.positive(exponent);
        Tensor s = at.positive(scale);
        Tensor variate = at.variate(x);
        Support support =
                Support.notNegative(variate).and(variate.equalTo(Double.POSITIVE_INFINITY));
        Tensor ratio = support.inside(variate, 1).div(s);
        Tensor logarithms = k.log().sub(s.log()).add(Formulas.timesLog(k.sub(1), ratio));
        return support.restrict(logarithms.sub(ratio.pow(k)));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), exponent, scale);
        Tensor k = in.positive(exponent);
        Tensor s = in.positive(scale);
        Tensor waited = Random.exponential(key, in.dtype(), in.shape(dims, k, s));
        return waited.pow(k.reciprocal()).mul(s);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, exponent, scale);
        return in.positive(scale).mul(power(in, 1).exp());
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, exponent, scale);
        Tensor square = in.positive(scale).mul(power(in, 1).exp()).square();
        return square.mul(power(in, 2).sub(power(in, 1).mul(2)).expm1());
    }

    /// `log(gamma(1 + order / k))`: of the mean of the power `order`, for scale 1.
    private Tensor power(Evaluation in, double order) {
        return in.positive(exponent).reciprocal().mul(order).add(1).logGamma();
    }
}
