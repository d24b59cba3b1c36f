package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.LinearAlgebra;
import dev.komodo.library.Random;

/// The normal distribution of vectors by the Cholesky factor L of its covariance matrix `L L^T`:
/// `-n log(2 pi) / 2 - sum(log(L[k, k])) - |L^-1 (x - mu)|^2 / 2`. `x [..., n]`, `mu [..., n]`, `L
/// [..., n, n] -> [...]`. NaN where an element of the diagonal of L is not positive.
///
/// Source: Stan Functions Reference, "Multivariate normal distribution, Cholesky parameterization".
///
/// @param location the mean mu
/// @param factor the lower triangular L; what is above its diagonal is not read
public record MultivariateNormal(Parameter location, Parameter factor)
        implements Distribution, Moments {
    /// The distribution with this mean, a [Tensor] or a number, and this factor, a [Tensor].
    public static MultivariateNormal of(Object location, Object factor) {
        return new MultivariateNormal(Parameter.of(location), Parameter.of(factor));
    }

    /// The distribution with a covariance matrix, of which the lower triangle is read. The density
    /// is NaN where it is not positive definite.
    public static MultivariateNormal ofCovariance(Object location, Tensor covariance) {
        return of(location, LinearAlgebra.cholesky(covariance, OnFailure.NAN));
    }

    @Override
    public int eventRank() {
        return 1;
    }

    @Override
    public Tensor logDensity(Tensor x) {
        Evaluation at = Evaluation.at(x, location, factor);
        Tensor l = VectorEvent.requireSquare(at.real(factor));
        Tensor residual = at.variate(x).sub(at.real(location));
        VectorEvent.require("a normal vector", residual.shape());
        Tensor diagonal = VectorEvent.diagonal(l);
        Tensor volume = at.orNaN(diagonal.greater(0), diagonal).log().sum(-1);
        Tensor distance = squaredLengths(l, residual).mul(-0.5);
        return distance.sub(volume).sub(VectorEvent.halfLogTwoPi(l));
    }

    /// Many vectors under one factor are the columns of one system.
    private static Tensor squaredLengths(Tensor l, Tensor residual) {
        if (l.rank() == 2 && residual.rank() <= 2) {
            Tensor columns = residual.rank() == 1 ? residual : residual.transpose();
            return solve(l, columns).square().sum(0);
        }
        return solve(l, residual.expandDims(-1)).square().sum(-2, -1);
    }

    private static Tensor solve(Tensor l, Tensor right) {
        return LinearAlgebra.solveTriangular(l, right, true, false, false, OnFailure.NAN);
    }

    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), location, factor);
        Tensor l = VectorEvent.lowerTriangle(in.real(factor));
        Tensor mu = in.real(location);
        Shape shape = in.shape(dims, mu, VectorEvent.diagonal(l));
        Tensor noise = Random.normal(key, in.dtype(), shape).expandDims(-1);
        return l.matmul(noise).squeeze(-1).add(mu);
    }

    @Override
    public Tensor mean(GraphBuilder builder) {
        return Evaluation.in(builder, location, factor).real(location);
    }

    @Override
    public Tensor variance(GraphBuilder builder) {
        Tensor l = Evaluation.in(builder, location, factor).real(factor);
        return VectorEvent.lowerTriangle(l).square().sum(-1);
    }
}
