package dev.komodo.library;

import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Tensor;

/// Linear algebra on the matrices of the last two axes, `[batch..., m, n]`, of f32 or f64. Batches
/// broadcast against each other as NumPy's do. A matrix without a result fails the call, which
/// names it by its flat index in the batch; the variants with [OnFailure#NAN] give NaN for it
/// instead.
public final class LinearAlgebra {
    private LinearAlgebra() {}

    /// The lower triangular `l` with `a = l l^T` and a positive diagonal: `[batch..., n, n] ->
    /// [batch..., n, n]`. Only the lower triangle of `a` is read. Fails with
    /// `NOT_POSITIVE_DEFINITE`.
    ///
    /// Source: G. H. Golub, C. F. Van Loan, "Matrix computations", 4th edition (2013), 4.2.
    public static Tensor cholesky(Tensor a) {
        return cholesky(a, OnFailure.REPORT);
    }

    /// As [#cholesky(Tensor)], with what becomes of matrices that are not positive definite.
    public static Tensor cholesky(Tensor a, OnFailure onFailure) {
        return a.factorize(FactorizeOp.CHOLESKY, onFailure).getFirst();
    }

    /// `x` with `t x = b`, where `t` is the lower triangle of `a` (or the upper one) or its
    /// transpose: `a [batch..., n, n]` and `b [batch..., n, k]` give `[batch..., n, k]`, `b [n]`
    /// gives `[batch..., n]`. Fails with `SINGULAR` where the diagonal has a zero.
    ///
    /// @param lower whether the lower triangle is read, else the upper one
    /// @param transposed whether `t` is the transpose of that triangle
    /// @param unitDiagonal whether the diagonal is taken for ones and not read
    public static Tensor solveTriangular(
            Tensor a, Tensor b, boolean lower, boolean transposed, boolean unitDiagonal) {
        return solveTriangular(a, b, lower, transposed, unitDiagonal, OnFailure.REPORT);
    }

    /// As [#solveTriangular(Tensor, Tensor, boolean, boolean, boolean)], with what becomes of
    /// singular matrices.
    public static Tensor solveTriangular(
            Tensor a,
            Tensor b,
            boolean lower,
            boolean transposed,
            boolean unitDiagonal,
            OnFailure onFailure) {
        return a.solveTriangular(b, lower, transposed, unitDiagonal, onFailure);
    }
}
