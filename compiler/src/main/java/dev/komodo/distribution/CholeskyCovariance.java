package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Lower triangular matrices with a positive diagonal: u fills the triangle row by row, and the
/// diagonal is the exponential of its elements. `log |det|` is the sum of those elements.
///
/// Source: Stan Reference Manual, "Cholesky factors of covariance matrices".
public record CholeskyCovariance() implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        Triangle triangle = Triangle.ofVector(u.shape(), true);
        Tensor filled = triangle.toMatrix(u);
        Tensor diagonal = triangle.onDiagonal(u.builder());
        Tensor zero = u.builder().constant(u.dtype(), 0.0);
        return diagonal.select(diagonal.select(filled, zero).exp(), filled);
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        Triangle triangle = Triangle.ofMatrix(x.shape(), true);
        return triangle.toVector(triangle.onDiagonal(x.builder()).select(x.log(), x));
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        Triangle triangle = Triangle.ofVector(u.shape(), true);
        Tensor zero = u.builder().constant(u.dtype(), 0.0);
        return triangle.onDiagonal(u.builder()).select(triangle.toMatrix(u), zero).sum(-2, -1);
    }

    @Override
    public Shape unconstrainedShape(Shape constrained) {
        return Triangle.ofMatrix(constrained, true).vectorShape(constrained);
    }

    @Override
    public Shape constrainedShape(Shape unconstrained) {
        return Triangle.ofVector(unconstrained, true).matrixShape(unconstrained);
    }
}
