package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// `x = upper - exp(u)`, `log |dx/du| = u`.
///
/// @param upper the bound
public record UpperBound(Parameter upper) implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        return upper.in(u.builder(), u.dtype()).sub(u.exp());
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        return upper.in(x.builder(), x.dtype()).sub(x).log();
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
