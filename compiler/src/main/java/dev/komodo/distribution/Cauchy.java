package dev.komodo.distribution;

import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The Cauchy distribution: `-log(pi gamma) - log(1 + z^2)` with `z = (x - mu) / gamma`, without
/// overflow of the square.
///
/// Source: Stan Functions Reference, "Cauchy distribution". It has neither mean nor variance.
///
/// @param location the median mu
/// @param scale the half width at half maximum gamma, above 0
public record Cauchy(Parameter location, Parameter scale) implements Distribution {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Cauchy of(Object location, Object scale) {
        return new Cauchy(Parameter.of(location), Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, scale);
        Tensor gamma = at.positive(scale);
        Tensor z = at.variate(x).sub(at.real(location)).div(gamma);
        return Formulas.logOnePlusSquare(z).neg().sub(gamma.log()).sub(Formulas.LOG_PI);
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, scale);
        Tensor mu = in.real(location);
        Tensor gamma = in.positive(scale);
        Tensor turn = Random.uniform(key, in.dtype(), in.shape(dims, mu, gamma)).sub(0.5);
        return turn.mul(Math.PI).tan().mul(gamma).add(mu);
    }
}
