package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The normal distribution: `-z^2 / 2 - log(sigma) - log(2 pi) / 2` with `z = (x - mu) / sigma`.
///
/// Source: Stan Functions Reference, "Normal distribution".
///
/// @param location the mean mu
/// @param deviation the standard deviation sigma, above 0
public record Normal(Parameter location, Parameter deviation) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Normal of(Object location, Object deviation) {
        return new Normal(Parameter.of(location), Parameter.of(deviation));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, deviation);
        Tensor residual = residual(at, x);
        Tensor z = isOne() ? residual : residual.div(at.real(deviation));
        Tensor constant = at.log(deviation).add(Formulas.HALF_LOG_TWO_PI);
        return z.square().mul(-0.5).sub(constant);
    }

    /// Where sigma is one number, the squares are summed before they are divided: `-sum((x - mu)^2)
    /// / (2 sigma^2) - n (log(sigma) + log(2 pi) / 2)`.
    @Override
    public Tensor logDensitySum(Tensor x) {
        if (!deviation.shape().equals(Shape.SCALAR)) {
            return logDensity(x).sum();
        }
        Evaluation at = Evaluation.at(x, location, deviation);
        Tensor residual = residual(at, x);
        Tensor sigma = at.real(deviation);
        Tensor squares = residual.square().sum();
        Tensor scaled = isOne() ? squares : squares.div(sigma).div(sigma);
        Tensor each = at.log(deviation).add(Formulas.HALF_LOG_TWO_PI);
        return scaled.mul(-0.5).sub(Formulas.count(residual).mul(each));
    }

    private Tensor residual(Evaluation at, Tensor x) {
        boolean central = location instanceof Parameter.Fixed(double mu) && mu == 0;
        Tensor variate = at.variate(x);
        return central ? variate : variate.sub(at.real(location));
    }

    private boolean isOne() {
        return deviation instanceof Parameter.Fixed(double sigma) && sigma == 1;
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, deviation);
        Tensor mu = in.real(location);
        Tensor sigma = in.positive(deviation);
        Shape shape = in.shape(dims, mu, sigma);
        return Random.normal(key, in.dtype(), shape).mul(sigma).add(mu);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, deviation);
        return in.orNaN(in.real(deviation).greater(0), in.real(location));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        return Evaluation.in(builder, location, deviation).positive(deviation).square();
    }
}
