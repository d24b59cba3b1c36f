package dev.komodo.error;

import org.jspecify.annotations.Nullable;

/// A bug of Komodo: a pass produced something its verifier refuses, or two oracles disagree. Names
/// the pass.
public final class InternalCompilerException extends CompilerException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message of the form: what was asked, what was found, where, what to do.
    public InternalCompilerException(String message) {
        super(message, null);
    }

    /// The same with the exception that led here.
    public InternalCompilerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
