package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// The identity: `x = u`.
public record RealLine() implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        return u;
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        return x;
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        return u.builder().constant(u.dtype(), 0.0).broadcastTo(u.shape());
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
