package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// `x = lower + exp(u)`, `log |dx/du| = u`.
///
/// @param lower the bound
public record LowerBound(Parameter lower) implements Transform {
    private boolean isZero() {
        return lower instanceof Parameter.Fixed(double bound) && bound == 0;
    }

    @Override
    public Tensor constrain(Tensor u) {
        return isZero() ? u.exp() : u.exp().add(lower.in(u.builder(), u.dtype()));
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        return isZero() ? x.log() : x.sub(lower.in(x.builder(), x.dtype())).log();
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        return u;
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
