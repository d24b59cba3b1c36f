package dev.komodo.distribution;

import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.LinearAlgebra;
import dev.komodo.library.Random;

/// The normal distribution of vectors by the Cholesky factor L of its precision matrix `L L^T`, the
/// inverse of the covariance matrix: `-n log(2 pi) / 2 + sum(log(L[k, k])) - |L^T (x - mu)|^2 / 2`.
/// `x [..., n]`, `mu [..., n]`, `L [..., n, n] -> [...]`. No system is solved. NaN where an element
/// of the diagonal of L is not positive.
///
/// Source: Stan Functions Reference, "Multivariate normal distribution, precision
/// parameterization".
///
/// @param location the mean mu
/// @param factor the lower triangular L; what is above its diagonal is not read
public record MultivariateNormalPrecision(Parameter location, Parameter factor)
        implements Distribution {
    /// The distribution with this mean, a [Tensor] or a number, and this factor, a [Tensor].
    public static MultivariateNormalPrecision of(Object location, Object factor) {
        return new MultivariateNormalPrecision(Parameter.of(location), Parameter.of(factor));
    }

    @Override
    public int eventRank() {
        return 1;
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, factor);
        Tensor l = VectorEvent.lowerTriangle(at.real(factor));
        Tensor residual = at.variate(x).sub(at.real(location));
        VectorEvent.require("a normal vector", residual.shape());
        Tensor diagonal = VectorEvent.diagonal(l);
        Tensor volume = at.orNaN(diagonal.greater(0), diagonal).log().sum(-1);
        // x^T L, the transpose of L^T x
        Tensor rows =
                l.rank() == 2 ? residual.matmul(l) : residual.expandDims(-2).matmul(l).squeeze(-2);
        return rows.square().sum(-1).mul(-0.5).add(volume).sub(VectorEvent.halfLogTwoPi(l));
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, factor);
        Tensor l = VectorEvent.requireSquare(in.real(factor));
        Tensor mu = in.real(location);
        Shape shape = in.shape(dims, mu, VectorEvent.diagonal(l));
        Tensor noise = Random.normal(key, in.dtype(), shape).expandDims(-1);
        Tensor solved = LinearAlgebra.solveTriangular(l, noise, true, true, false, OnFailure.NAN);
        return solved.squeeze(-1).add(mu);
    }
}
