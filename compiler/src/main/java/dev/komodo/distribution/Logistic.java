package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

import java.util.List;

/// The logistic distribution: `-|z| - 2 log(1 + exp(-|z|)) - log(s)` with `z = (x - mu) / s`, the
/// form that does not overflow.
///
/// Source: Stan Functions Reference, "Logistic distribution".
///
/// @param location the median mu
/// @param scale the scale s, above 0
public record Logistic(Parameter location, Parameter scale) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Logistic of(Object location, Object scale) {
        return new Logistic(Parameter.of(location), Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, scale);
        Tensor s = at.positive(scale);
        Tensor below = at.variate(x).sub(at.real(location)).abs().div(s).neg();
        return below.sub(below.softplus().mul(2)).sub(s.log());
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, scale);
        Tensor mu = in.real(location);
        Tensor s = in.positive(scale);
        Shape shape = in.shape(dims, mu, s);
        List<Tensor> keys = Random.split(key, 2);
        Tensor up = Random.gumbel(keys.get(0), in.dtype(), shape);
        Tensor down = Random.gumbel(keys.get(1), in.dtype(), shape);
        return up.sub(down).mul(s).add(mu);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, scale);
        return in.orNaN(in.real(scale).greater(0), in.real(location));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, location, scale);
        return in.positive(scale).square().mul(Math.PI * Math.PI / 3);
    }
}
