package dev.komodo.error;

import org.jspecify.annotations.Nullable;

/// What every failure of graph building, compilation, linking and execution is. Sealed: the kinds
/// are listed in the package's description, and a caller may switch over them.
public abstract sealed class CompilerException extends RuntimeException
        permits InvalidGraphException,
                UnsupportedException,
                InternalCompilerException,
                NativeFailureException,
                ExecutionException {
    private static final long serialVersionUID = 1L;

    CompilerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
