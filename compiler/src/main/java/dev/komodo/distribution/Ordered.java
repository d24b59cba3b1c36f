package dev.komodo.distribution;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Ascending vectors: `x[0] = u[0]`, `x[k] = x[k - 1] + exp(u[k])`, `log |det| = u[1] + u[2] +
/// ...`.
public record Ordered() implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        VectorEvent.require("an ordered vector", u.shape());
        return VectorEvent.runningSum(Tensor.concat(-1, first(u), rest(u).exp()));
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        VectorEvent.require("an ordered vector", x.shape());
        return Tensor.concat(-1, first(x), rest(x).sub(VectorEvent.butLast(x)).log());
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        VectorEvent.require("an ordered vector", u.shape());
        return rest(u).sum(-1);
    }

    @Override
    public Shape unconstrainedShape(Shape constrained) {
        return VectorEvent.require("an ordered vector", constrained);
    }

    @Override
    public Shape constrainedShape(Shape unconstrained) {
        return VectorEvent.require("an ordered vector", unconstrained);
    }

    private static Tensor first(Tensor vector) {
        return vector.slice(-1, 0, 1);
    }

    private static Tensor rest(Tensor vector) {
        Dim rest = vector.dim(-1).minus(Dim.of(1));
        return vector.slice(-1, Dim.of(1), rest, 1);
    }
}
