package dev.komodo.error;

import org.jspecify.annotations.Nullable;

/// A kernel ran and an element had no defined result (an index out of bounds, a size that
/// overflows). Names the status and the lowest failing flat index, which does not depend on the
/// number of threads.
public final class ExecutionException extends CompilerException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message of the form: what was asked, what was found, where, what to do.
    public ExecutionException(String message) {
        super(message, null);
    }

    /// The same with the exception that led here.
    public ExecutionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
