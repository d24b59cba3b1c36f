package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// The distribution of a positive number whose logarithm is normal: `-(log(x) - mu)^2 / (2 sigma^2)
/// - log(x) - log(sigma) - log(2 pi) / 2` for `x > 0`.
///
/// Source: Stan Functions Reference, "Lognormal distribution".
///
/// @param location the mean mu of the logarithm
/// @param deviation the standard deviation sigma of the logarithm, above 0
public record LogNormal(Parameter location, Parameter deviation) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static LogNormal of(Object location, Object deviation) {
        return new LogNormal(Parameter.of(location), Parameter.of(deviation));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, deviation);
        Tensor sigma = at.real(deviation);
        Tensor variate = at.variate(x);
        Support support = Support.positive(variate);
        Tensor logarithm = support.inside(variate, 1).log();
        Tensor z = logarithm.sub(at.real(location)).div(sigma);
        Tensor normal = z.square().mul(-0.5).sub(sigma.log()).sub(Formulas.HALF_LOG_TWO_PI);
        return support.restrict(normal.sub(logarithm));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        return Normal.of(location, deviation).sample(key, dims).exp();
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, deviation);
        return in.real(location).add(in.positive(deviation).square().mul(0.5)).exp();
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, deviation);
        Tensor square = in.positive(deviation).square();
        return square.expm1().mul(in.real(location).mul(2).add(square).exp());
    }
}
