package dev.komodo.distribution;

import dev.komodo.graph.Tensor;

/// The Weibull distribution: `log(k / s) + (k - 1) log(x / s) - (x / s)^k` for `x >= 0`.
///
/// Source: Stan Functions Reference, "Weibull distribution".
///
/// @param exponent the shape k, above 0
/// @param scale the scale s, above 0
public record Weibull(Parameter exponent, Parameter scale) implements Distribution {
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
}
