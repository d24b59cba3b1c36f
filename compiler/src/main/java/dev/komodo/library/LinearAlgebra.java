package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.stream.IntStream;

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

    /// `x` with `l l^T x = b`, from the factor that [#cholesky] gives; `b` as in [#solve].
    public static Tensor choleskySolve(Tensor l, Tensor b) {
        return solveTriangular(l, solveTriangular(l, b, true, false, false), true, true, false);
    }

    /// `a[permutation] = lower upper`: `a [batch..., m, n]` with `k = min(m, n)`.
    ///
    /// @param factors both in one `[batch..., m, n]`; the diagonal belongs to `upper`
    /// @param permutation `i64[batch..., m]`: row `i` of the product is row `permutation[i]` of `a`
    /// @param sign 1 or -1 `[batch...]`, the determinant of the permutation
    public record Lu(Tensor factors, Tensor permutation, Tensor sign) {
        /// The lower triangular factor of a square matrix, its diagonal ones.
        public Tensor lower() {
            Tensor below = lowerTriangle(factors, -1);
            return below.add(identity(factors.builder(), factors.dtype(), factors.dim(-1)));
        }

        /// The upper triangular factor of a square matrix.
        public Tensor upper() {
            return upperTriangle(factors, 0);
        }
    }

    /// The factors with partial pivoting. A singular matrix has some: its `upper` has a zero on the
    /// diagonal.
    ///
    /// Source: G. H. Golub, C. F. Van Loan, "Matrix computations", 4th edition (2013), 3.4.
    public static Lu lu(Tensor a) {
        List<Tensor> results = a.factorize(FactorizeOp.LU, OnFailure.REPORT);
        return new Lu(results.get(0), results.get(1), results.get(2));
    }

    /// `x` with `a x = b`: square `a [batch..., n, n]`, `b [batch..., n, k]` or `b [n]`. Fails with
    /// `SINGULAR` where a pivot is zero; a matrix that is singular but for rounding gives large
    /// numbers.
    public static Tensor solve(Tensor a, Tensor b) {
        return solve(a, b, OnFailure.REPORT);
    }

    /// As [#solve(Tensor, Tensor)], with what becomes of singular matrices.
    public static Tensor solve(Tensor a, Tensor b, OnFailure onFailure) {
        if (b.rank() == 1) {
            return solve(a, b.expandDims(1), onFailure).squeeze(-1);
        }
        Lu lu = lu(square("solve", a));
        Tensor rows = b.permuteRows(lu.permutation());
        Tensor y = solveTriangular(lu.factors(), rows, true, false, true, onFailure);
        return solveTriangular(lu.factors(), y, false, false, false, onFailure);
    }

    /// The inverse of square matrices, by [#solve]: `[batch..., n, n]`. To solve equations, rather
    /// solve them: that is faster and loses fewer digits.
    public static Tensor inverse(Tensor a) {
        return inverse(a, OnFailure.REPORT);
    }

    /// As [#inverse(Tensor)], with what becomes of singular matrices.
    public static Tensor inverse(Tensor a, OnFailure onFailure) {
        return solve(a, identity(a.builder(), a.dtype(), square("inverse", a).dim(-1)), onFailure);
    }

    /// The determinant of square matrices: `[batch..., n, n] -> [batch...]`, 0 of singular ones.
    /// Products of many numbers overflow; see [#logDeterminant]. The derivative at a singular
    /// matrix is NaN.
    public static Tensor determinant(Tensor a) {
        Lu lu = lu(square("determinant", a));
        return diagonal(lu.factors()).prod(-1).mul(lu.sign());
    }

    /// A determinant as `sign e^logarithm`: 0 and minus infinity of singular matrices.
    public record LogDeterminant(Tensor sign, Tensor logarithm) {}

    /// The sign and the logarithm of the absolute value of the determinant of square matrices:
    /// `[batch..., n, n] -> [batch...]`.
    public static LogDeterminant logDeterminant(Tensor a) {
        Lu lu = lu(square("logDeterminant", a));
        Tensor pivots = diagonal(lu.factors());
        return new LogDeterminant(
                pivots.sign().prod(-1).mul(lu.sign()), pivots.abs().log().sum(-1));
    }

    /// `log det a` from the factor of [#cholesky]: `2 sum(log(diagonal(l)))`.
    public static Tensor logDeterminantOfCholesky(Tensor l) {
        return diagonal(l).log().sum(-1).mul(2);
    }

    /// `a = q r`: `a [batch..., m, n]` with `k = min(m, n)`.
    ///
    /// @param q orthonormal columns `[batch..., m, k]`
    /// @param r upper triangular, its diagonal not negative, `[batch..., k, n]`
    public record Qr(Tensor q, Tensor r) {}

    /// The QR factors, reduced. The derivative exists for extents known to be no wider than high
    /// and full rank.
    ///
    /// Source: G. H. Golub, C. F. Van Loan, "Matrix computations", 4th edition (2013), 5.2.
    public static Qr qr(Tensor a) {
        List<Tensor> results = a.factorize(FactorizeOp.QR, OnFailure.REPORT);
        return new Qr(results.get(0), results.get(1));
    }

    /// `a v = v diagonal(w)` of symmetric matrices.
    ///
    /// @param values `w`, ascending, `[batch..., n]`
    /// @param vectors orthonormal columns `v`, `[batch..., n, n]`; the first component of each that
    ///   is at least half as large as its largest is positive
    public record Eigh(Tensor values, Tensor vectors) {}

    /// Eigenvalues and eigenvectors of symmetric matrices, of which the lower triangle is read:
    /// `[batch..., n, n]`. Errors are a few ulp of the largest eigenvalue. Fails with
    /// `NOT_CONVERGED`, which means an element that is not finite. The derivative of vectors does
    /// not exist where two values are equal.
    public static Eigh eigh(Tensor a) {
        return eigh(a, OnFailure.REPORT);
    }

    /// As [#eigh(Tensor)], with what becomes of matrices that are not finite.
    public static Eigh eigh(Tensor a, OnFailure onFailure) {
        List<Tensor> results = a.factorize(FactorizeOp.EIGH, onFailure);
        return new Eigh(results.get(0), results.get(1));
    }

    /// `a = u diagonal(s) v^T`: `a [batch..., m, n]` with `k = min(m, n)`.
    ///
    /// @param left orthonormal columns `u`, `[batch..., m, k]`; signs as those of [Eigh]
    /// @param values `s`, descending, not negative, `[batch..., k]`
    /// @param rightTransposed orthonormal rows `v^T`, `[batch..., k, n]`
    public record Svd(Tensor left, Tensor values, Tensor rightTransposed) {}

    /// The singular value decomposition, reduced. Small singular values are as exact as the matrix
    /// determines them. Fails with `NOT_CONVERGED`, which means an element that is not finite. The
    /// derivative of vectors does not exist where two values are equal or one is 0.
    public static Svd svd(Tensor a) {
        return svd(a, OnFailure.REPORT);
    }

    /// As [#svd(Tensor)], with what becomes of matrices that are not finite.
    public static Svd svd(Tensor a, OnFailure onFailure) {
        List<Tensor> results = a.factorize(FactorizeOp.SVD, onFailure);
        return new Svd(results.get(0), results.get(1), results.get(2));
    }

    /// The Moore-Penrose inverse `[batch..., n, m]` of `[batch..., m, n]`: singular values up to
    /// `cutoff` times the largest count as 0.
    public static Tensor pseudoInverse(Tensor a, double cutoff) {
        Svd svd = svd(a);
        Tensor limit = svd.values().max(true, -1).mul(cutoff);
        Tensor counts = svd.values().greater(limit);
        Tensor one = a.builder().constant(a.dtype(), 1.0);
        Tensor inverse = counts.select(counts.select(svd.values(), one).reciprocal(), zero(a));
        Tensor right = transposed(svd.rightTransposed()).mul(inverse.expandDims(-2));
        return right.matmul(transposed(svd.left()));
    }

    /// The diagonal of square matrices: `[batch..., n, n] -> [batch..., n]`.
    public static Tensor diagonal(Tensor a) {
        Tensor x = square("diagonal", a);
        return onDiagonal(x).select(x, zero(x)).sum(-1);
    }

    /// Diagonal matrices: `[batch..., n] -> [batch..., n, n]`.
    public static Tensor diagonalMatrix(Tensor diagonal) {
        Tensor rows = index(diagonal.builder(), diagonal.dim(-1));
        Tensor isOn = rows.expandDims(1).equalTo(rows);
        return isOn.select(diagonal.expandDims(-1), zero(diagonal));
    }

    /// The sum of the diagonal of square matrices: `[batch..., n, n] -> [batch...]`.
    public static Tensor trace(Tensor a) {
        return diagonal(a).sum(-1);
    }

    /// The identity `[n, n]`.
    public static Tensor identity(GraphBuilder graph, DType dtype, Dim n) {
        Tensor rows = index(graph, n);
        return rows.expandDims(1).equalTo(rows).cast(dtype);
    }

    /// The elements on and below a diagonal, zeros elsewhere: `[batch..., m, n]`.
    ///
    /// @param offset which diagonal: 0 the main one, 1 the next above it, -1 below it
    public static Tensor lowerTriangle(Tensor a, int offset) {
        return distance(a).lessEqual(offset).select(a, zero(a));
    }

    /// The elements on and above a diagonal, zeros elsewhere; as [#lowerTriangle].
    public static Tensor upperTriangle(Tensor a, int offset) {
        return distance(a).greaterEqual(offset).select(a, zero(a));
    }

    /// The matrices with their last two axes exchanged.
    public static Tensor transposed(Tensor a) {
        int[] order = IntStream.range(0, a.rank()).toArray();
        order[a.rank() - 2] = a.rank() - 1;
        order[a.rank() - 1] = a.rank() - 2;
        return a.transpose(order);
    }

    /// The column less the row of each element.
    private static Tensor distance(Tensor a) {
        Tensor columns = index(a.builder(), a.dim(-1));
        return columns.sub(index(a.builder(), a.dim(-2)).expandDims(1));
    }

    private static Tensor onDiagonal(Tensor a) {
        return distance(a).equalTo(0);
    }

    private static Tensor index(GraphBuilder graph, Dim extent) {
        return graph.iota(DType.I64, 0, extent);
    }

    private static Tensor zero(Tensor like) {
        return like.builder().constant(like.dtype(), 0.0);
    }

    private static Tensor square(String name, Tensor a) {
        if (a.rank() < 2) {
            throw new InvalidGraphException(
                    name + " takes matrices [batch..., n, n], found " + a.type());
        }
        a.builder()
                .requireEqual(
                        a.dim(-2), a.dim(-1), name + " of square matrices, found " + a.type());
        return a;
    }
}
