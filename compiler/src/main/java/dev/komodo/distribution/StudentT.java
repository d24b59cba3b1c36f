package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

import java.util.List;

/// Student's t distribution: `log(gamma((nu + 1) / 2) / gamma(nu / 2)) - log(nu pi) / 2 -
/// log(sigma) - (nu + 1) / 2 log(1 + z^2 / nu)` with `z = (x - mu) / sigma`. The ratio of gamma
/// functions is computed without cancellation: `nu / 2 log(1 + 1 / nu) - 1 / 2 + log(nu / 2) / 2`
/// and Stirling's remainders, so that many degrees of freedom give [Normal].
///
/// Source: Stan Functions Reference, "Student-t distribution".
///
/// @param freedom the degrees of freedom nu, above 0
/// @param location the median mu
/// @param scale the scale sigma, above 0
public record StudentT(Parameter freedom, Parameter location, Parameter scale)
        implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static StudentT of(Object freedom, Object location, Object scale) {
        return new StudentT(Parameter.of(freedom), Parameter.of(location), Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, freedom, location, scale);
        Tensor nu = at.positive(freedom);
        Tensor sigma = at.positive(scale);
        Tensor z = at.variate(x).sub(at.real(location)).div(sigma);
        Tensor half = nu.mul(0.5);
        Tensor constant =
                half.mul(nu.reciprocal().log1p())
                        .add(GammaFunctions.remainder(half.add(0.5)))
                        .sub(GammaFunctions.remainder(half))
                        .sub(0.5 + Formulas.HALF_LOG_TWO_PI);
        Tensor tail = half.add(0.5).mul(Formulas.logOnePlusSquare(z.div(nu.sqrt())));
        return constant.sub(sigma.log()).sub(tail);
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), freedom, location, scale);
        Tensor half = in.positive(freedom).mul(0.5);
        Tensor mu = in.real(location);
        Tensor sigma = in.positive(scale);
        Shape shape = in.shape(dims, half, mu, sigma);
        List<Tensor> keys = Random.split(key, 2);
        Tensor logChi = Random.logGamma(keys.get(0), half.broadcastTo(shape));
        Tensor widening = half.log().sub(logChi).mul(0.5).exp();
        return Random.normal(keys.get(1), in.dtype(), shape).mul(widening).mul(sigma).add(mu);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, freedom, location, scale);
        Tensor exists = in.real(freedom).greater(1).and(in.real(scale).greater(0));
        return in.orNaN(exists, in.real(location));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, freedom, location, scale);
        Tensor nu = in.positive(freedom);
        Tensor square = in.positive(scale).square();
        Tensor infinite = in.orNaN(nu.greater(1), in.constant(Double.POSITIVE_INFINITY));
        return nu.greater(2).select(square.mul(nu.div(nu.sub(2))), infinite);
    }
}
