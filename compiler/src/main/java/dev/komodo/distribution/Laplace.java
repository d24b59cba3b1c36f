package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

import java.util.List;

/// The double exponential distribution: `-log(2 b) - |x - mu| / b`.
///
/// Source: Stan Functions Reference, "Double exponential (Laplace) distribution".
///
/// @param location the median mu
/// @param scale the mean distance b from it, above 0
public record Laplace(Parameter location, Parameter scale) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Laplace of(Object location, Object scale) {
        return new Laplace(Parameter.of(location), Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, scale);
        Tensor b = at.positive(scale);
        Tensor distance = at.variate(x).sub(at.real(location)).abs().div(b);
        return distance.neg().sub(b.log()).sub(Formulas.LOG_TWO);
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, scale);
        Tensor mu = in.real(location);
        Tensor b = in.positive(scale);
        Shape shape = in.shape(dims, mu, b);
        List<Tensor> keys = Random.split(key, 2);
        Tensor up = Random.exponential(keys.get(0), in.dtype(), shape);
        Tensor down = Random.exponential(keys.get(1), in.dtype(), shape);
        return up.sub(down).mul(b).add(mu);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, scale);
        return in.orNaN(in.real(scale).greater(0), in.real(location));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, scale);
        return in.positive(scale).square().mul(2);
    }
}
