package dev.komodo.graph;

/// What becomes of a matrix that has no result: one that is not positive definite, is singular, or
/// whose iteration does not converge.
public enum OnFailure {
    /// The call fails by status, with the flat index in the batch of the first such matrix.
    REPORT,
    /// All elements of the results for that matrix are NaN, and the call succeeds.
    NAN
}
