package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// `x = offset + scale u`, `log |dx/du| = log(scale)`: all numbers, in units in which a sampler has
/// an easier way. A parameter that follows [Normal] of the same offset and scale has a standard
/// normal u: this is the non-centred form of a hierarchical model.
///
/// Source: Stan Reference Manual, "Affinely transformed scalar".
///
/// @param offset what u = 0 becomes
/// @param scale above 0
public record Affine(Parameter offset, Parameter scale) implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        return u.mul(scale.in(u.builder(), u.dtype())).add(offset.in(u.builder(), u.dtype()));
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        return x.sub(offset.in(x.builder(), x.dtype())).div(scale.in(x.builder(), x.dtype()));
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        return scale.in(u.builder(), u.dtype()).log().broadcastTo(u.shape());
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
