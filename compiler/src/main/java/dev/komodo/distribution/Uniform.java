package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The uniform distribution on `[a, b]`, ends included: `-log(b - a)`.
///
/// Source: Stan Functions Reference, "Uniform distribution".
///
/// @param lower the lower end a
/// @param upper the upper end b, above a
public record Uniform(Parameter lower, Parameter upper) implements Distribution, Moments {
    /// The distribution with these parameters, each a [Tensor] or a number.
    public static Uniform of(Object lower, Object upper) {
        return new Uniform(Parameter.of(lower), Parameter.of(upper));
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, lower, upper);
        Tensor variate = at.variate(x);
        Tensor low = at.real(lower);
        Tensor high = at.real(upper);
        Support support = new Support(variate.less(low).or(variate.greater(high)));
        Tensor width = high.sub(low);
        Tensor inside = at.orNaN(width.greater(0), width).log().neg();
        return support.restrict(at.orNaN(variate.equalTo(variate), inside));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), lower, upper);
        Tensor low = in.real(lower);
        Tensor width = in.real(upper).sub(low);
        Tensor valid = in.orNaN(width.greater(0), width);
        return Random.uniform(key, in.dtype(), in.shape(dims, width)).mul(valid).add(low);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, lower, upper);
        Tensor low = in.real(lower);
        Tensor high = in.real(upper);
        return in.orNaN(low.less(high), low.mul(0.5).add(high.mul(0.5)));
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Evaluation in = Evaluation.in(builder, lower, upper);
        Tensor width = in.real(upper).sub(in.real(lower));
        return in.orNaN(width.greater(0), width).square().div(12);
    }
}
