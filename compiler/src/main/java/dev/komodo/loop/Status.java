package dev.komodo.loop;

/// Why a call failed; the native entry returns the code.
public enum Status {
    /// Nothing failed.
    OK(0, "ok"),
    /// An index outside its axis.
    INDEX_OUT_OF_BOUNDS(1, "an index is outside its axis"),
    /// The position of an extreme of nothing.
    EMPTY_REDUCTION(2, "an axis of extent 0 has no smallest or largest element"),
    /// A size product beyond 64 bits or the workspace limit.
    SIZE_OVERFLOW(3, "a size is negative or overflows"),
    /// More steps than the declared bound.
    BOUND_EXCEEDED(4, "a data-dependent extent exceeds its bound"),
    /// A Cholesky factorization without a result.
    NOT_POSITIVE_DEFINITE(5, "a matrix is not positive definite"),
    /// A system of equations without a unique solution.
    SINGULAR(6, "a matrix is singular"),
    /// Eigenvalues or singular values that were not found.
    NOT_CONVERGED(7, "an iteration does not converge, or a matrix is not finite");

    private final int code;
    private final String explanation;

    Status(int code, String explanation) {
        this.code = code;
        this.explanation = explanation;
    }

    /// The number that native code uses.
    public int code() {
        return code;
    }

    /// What it means, in words.
    public String explanation() {
        return explanation;
    }

    /// The status with a number.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Status of(int code) {
        for (Status status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("Unknown status code " + code);
    }
}
