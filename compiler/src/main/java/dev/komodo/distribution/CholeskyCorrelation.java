package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Lower triangular matrices with a positive diagonal and rows of length 1: `z = tanh(u)` fills the
/// triangle below the diagonal row by row, and `x[i, j] = z[i, j] sqrt(left[i, j])`, `x[i, i] =
/// sqrt(left[i, i])`, where `left[i, j]` is the product of `1 - z[i, k]^2` over `k < j`. `log
/// |det|` is the sum of `log(1 - z[i, j]^2) + log(left[i, j]) / 2` below the diagonal. The products
/// are sums of logarithms, so that nothing rounds to 0.
///
/// Source: Stan Reference Manual, "Cholesky factors of correlation matrices".
public record CholeskyCorrelation() implements Transform {
    @Override
    public Tensor constrain(Tensor u) {
        Triangle triangle = Triangle.ofVector(u.shape(), false);
        return ofPartial(triangle.toMatrix(u).tanh(), spared(triangle, u));
    }

    /// The factor for partial correlations z.
    ///
    /// @param partial z below the diagonal, 0 elsewhere: `[..., n, n]`
    /// @param spared `log(1 - z^2)`
    static Tensor ofPartial(Tensor partial, Tensor spared) {
        Triangle triangle = Triangle.ofMatrix(partial.shape(), false);
        Tensor one = partial.builder().constant(partial.dtype(), 1.0);
        Tensor filled = triangle.onDiagonal(partial.builder()).select(one, partial);
        return filled.mul(VectorEvent.sumBefore(spared).mul(0.5).exp());
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        Triangle triangle = Triangle.ofMatrix(x.shape(), false);
        Tensor one = x.builder().constant(x.dtype(), 1.0);
        // sinh(u) is z / sqrt(1 - z^2): an element by the length of what follows it in its row
        Tensor after = VectorEvent.sumBefore(x.square().reverse(-1)).reverse(-1);
        Tensor length = triangle.inside(x.builder()).select(after, one).sqrt();
        return triangle.toVector(x.div(length).asinh());
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        Triangle triangle = Triangle.ofVector(u.shape(), false);
        Tensor spared = spared(triangle, u);
        Tensor zero = u.builder().constant(u.dtype(), 0.0);
        Tensor left = VectorEvent.sumBefore(spared).mul(0.5);
        return triangle.inside(u.builder()).select(spared.add(left), zero).sum(-2, -1);
    }

    @Override
    public Shape unconstrainedShape(Shape constrained) {
        return Triangle.ofMatrix(constrained, false).vectorShape(constrained);
    }

    @Override
    public Shape constrainedShape(Shape unconstrained) {
        return Triangle.ofVector(unconstrained, false).matrixShape(unconstrained);
    }

    /// `log(1 - tanh(u)^2) = 2 (log(2) + u - log(1 + exp(2 u)))` below the diagonal, else 0.
    private static Tensor spared(Triangle triangle, Tensor u) {
        Tensor below = u.abs().neg();
        Tensor each = below.sub(below.mul(2).softplus()).add(Formulas.LOG_TWO).mul(2);
        return triangle.toMatrix(each);
    }
}
