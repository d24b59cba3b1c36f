package dev.komodo.interp;

import dev.komodo.error.ExecutionException;

/// The failures of a run, named as the statuses of kernels.
final class Failures {
    private Failures() {}

    static ExecutionException size(String found) {
        return new ExecutionException("SIZE_OVERFLOW: a size is negative or overflows: " + found);
    }

    static ExecutionException index(String found, int flat) {
        return new ExecutionException(
                "INDEX_OUT_OF_BOUNDS: an index is outside its axis: "
                        + found
                        + ", at flat index "
                        + flat);
    }

    static ExecutionException matrix(String status, String explanation, int batch) {
        return new ExecutionException(
                status + ": a matrix is " + explanation + ", at flat index " + batch);
    }

    static ExecutionException notConverged(int batch) {
        return new ExecutionException(
                "NOT_CONVERGED: an iteration does not converge, or a matrix is not finite, at flat"
                        + " index "
                        + batch);
    }

    static ExecutionException emptyReduction(int flat) {
        return new ExecutionException(
                "EMPTY_REDUCTION: an axis of extent 0 has no smallest or largest element, at flat"
                        + " index "
                        + flat);
    }
}
