package dev.komodo.graph;

/// Factorizations of a matrix.
public enum FactorizeOp {
    /// `a = l l^T` of a symmetric positive definite `a [n, n] -> l [n, n]`, lower triangular with a
    /// positive diagonal and zeros above it. The upper triangle of `a` is not read. Not positive
    /// definite, as far as rounding tells, or NaN: a failure.
    CHOLESKY,
    /// `a[permutation] = l u` with partial pivoting: `a [m, n] -> lu [m, n], permutation i64[m],
    /// sign []`. Below the diagonal `lu` holds `l`, whose diagonal is ones; on and above it `u`. Of
    /// equally large candidates the first is the pivot. Row `i` of `l u` is row `permutation[i]` of
    /// `a`; the sign, 1 or -1, is the determinant of that permutation. Never a failure: a singular
    /// matrix has a zero on the diagonal of `u`.
    LU,
    /// `a = q r` with orthonormal columns of `q` and an upper triangular `r` whose diagonal is not
    /// negative: `a [m, n] -> q [m, k], r [k, n]` with `k = min(m, n)`. Never a failure.
    QR,
    /// `a v = v diagonal(w)` of a symmetric `a [n, n] -> w [n], v [n, n]`: eigenvalues in ascending
    /// order and, as columns, orthonormal eigenvectors. The upper triangle of `a` is not read. Of
    /// each vector the first component that is at least half as large as its largest is positive.
    /// No convergence, or an element that is not finite: a failure.
    EIGH,
    /// `a = u diagonal(s) v^T`: `a [m, n] -> u [m, k], s [k], v^T [k, n]` with `k = min(m, n)`:
    /// singular values in descending order, orthonormal columns of `u` and rows of `v^T`. Of each
    /// column of `u` the first component that is at least half as large as its largest is positive.
    /// No convergence, or an element that is not finite: a failure.
    SVD;

    /// Whether the matrices must be square.
    boolean takesSquares() {
        return switch (this) {
            case CHOLESKY, EIGH -> true;
            case LU, QR, SVD -> false;
        };
    }
}
