package dev.komodo.distribution;

import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The Cauchy distribution around 0, folded to the numbers from 0 on: `log(2 / (pi gamma)) - log(1
/// + (x / gamma)^2)`.
///
/// Source: A. Gelman, "Prior distributions for variance parameters in hierarchical models",
/// Bayesian Analysis 1 (2006). It has neither mean nor variance.
///
/// @param scale the median gamma, above 0
public record HalfCauchy(Parameter scale) implements Distribution {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static HalfCauchy of(Object scale) {
        return new HalfCauchy(Parameter.of(scale));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, scale);
        Tensor gamma = at.positive(scale);
        Tensor variate = at.variate(x);
        Support support = Support.notNegative(variate);
        Tensor z = support.inside(variate, 0).div(gamma);
        Tensor folded = Formulas.logOnePlusSquare(z).neg().sub(gamma.log());
        return support.restrict(folded.add(Formulas.LOG_TWO - Formulas.LOG_PI));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), scale);
        Tensor gamma = in.positive(scale);
        Tensor turn = Random.uniform(key, in.dtype(), in.shape(dims, gamma));
        return turn.mul(Math.PI / 2).tan().mul(gamma);
    }
}
