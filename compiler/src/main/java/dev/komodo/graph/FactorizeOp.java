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
    LU;

    /// Whether the matrices must be square.
    boolean takesSquares() {
        return switch (this) {
            case CHOLESKY -> true;
            case LU -> false;
        };
    }
}
