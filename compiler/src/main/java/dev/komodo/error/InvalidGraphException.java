package dev.komodo.error;

import org.jspecify.annotations.Nullable;

/// The caller's mistake: an op, a shape, a dtype, a name or an argument that has no meaning. Names
/// the fault and the way to repair it.
public final class InvalidGraphException extends CompilerException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message of the form: what was asked, what was found, where, what to do.
    public InvalidGraphException(String message) {
        super(message, null);
    }

    /// The same with the exception that led here.
    public InvalidGraphException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
