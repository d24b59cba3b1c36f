package dev.komodo.error;

import org.jspecify.annotations.Nullable;

/// A right request that Komodo cannot do yet. Names the feature and, where it matters, the target.
public sealed class UnsupportedException extends CompilerException
        permits UnsupportedHostException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message of the form: what was asked, what was found, where, what to do.
    public UnsupportedException(String message) {
        super(message, null);
    }

    /// The same with the exception that led here.
    public UnsupportedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
