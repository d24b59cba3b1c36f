package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Ascending vectors of positive numbers: `x[0] = exp(u[0])`, `x[k] = x[k - 1] + exp(u[k])`, `log
/// |det| = u[0] + u[1] + ...`.
public record PositiveOrdered() implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        VectorEvent.require("an ordered vector", u.shape());
        return VectorEvent.runningSum(u.exp());
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        VectorEvent.require("an ordered vector", x.shape());
        Tensor zero = x.builder().constant(x.dtype(), 0.0).broadcastTo(x.slice(-1, 0, 1).shape());
        return x.sub(Tensor.concat(-1, zero, VectorEvent.butLast(x))).log();
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        VectorEvent.require("an ordered vector", u.shape());
        return u.sum(-1);
    }

    @Override
    public Shape unconstrainedShape(Shape constrained) {
        return VectorEvent.require("an ordered vector", constrained);
    }

    @Override
    public Shape constrainedShape(Shape unconstrained) {
        return VectorEvent.require("an ordered vector", unconstrained);
    }
}
