package dev.komodo.error;

import org.jspecify.annotations.Nullable;

/// LLVM, the dynamic linker or the operating system refused. Carries their text and the name of the
/// call.
public final class NativeFailureException extends CompilerException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message of the form: what was asked, what was found, where, what to do.
    public NativeFailureException(String message) {
        super(message, null);
    }

    /// The same with the exception that led here.
    public NativeFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
