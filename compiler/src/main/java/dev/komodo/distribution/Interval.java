package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// `x = lower + (upper - lower) s` with `s = 1 / (1 + exp(-u))`, `log |dx/du| = log(upper - lower)
/// + log(s) + log(1 - s)`, computed as `log(upper - lower) - |u| - 2 log(1 + exp(-|u|))`. NaN where
///   the upper bound is below the lower.
///
/// @param lower the lower bound
/// @param upper the upper bound
public record Interval(Parameter lower, Parameter upper) implements Transform {
    private Tensor lower(Tensor like) {
        return lower.in(like.builder(), like.dtype());
    }

    private Tensor upper(Tensor like) {
        return upper.in(like.builder(), like.dtype());
    }

    private boolean isUnit() {
        return lower instanceof Parameter.Fixed(double low)
                && upper instanceof Parameter.Fixed(double high)
                && low == 0
                && high == 1;
    }

    @Override
    public Tensor constrain(Tensor u) {
        if (isUnit()) {
            return u.sigmoid();
        }
        Tensor low = lower(u);
        return low.add(upper(u).sub(low).mul(u.sigmoid()));
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        return x.sub(lower(x)).log().sub(upper(x).sub(x).log());
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        Tensor below = u.abs().neg();
        Tensor slope = below.sub(below.softplus().mul(2));
        return isUnit() ? slope : slope.add(upper(u).sub(lower(u)).log());
    }

    @Override
    public Shape unconstrainedShape(Shape constrained) {
        return constrained;
    }

    @Override
    public Shape constrainedShape(Shape unconstrained) {
        return unconstrained;
    }
}
