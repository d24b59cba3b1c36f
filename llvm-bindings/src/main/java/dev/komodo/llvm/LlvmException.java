package dev.komodo.llvm;

import org.jspecify.annotations.Nullable;

/// LLVM refused what was asked of it: the message names the call and carries LLVM's own text.
///
/// The compile that threw it is lost; the process, and any other compile, is not.
public sealed class LlvmException extends RuntimeException
        permits LlvmFatalException, LlvmDeadlineException {
    private static final long serialVersionUID = 1L;

    /// A failure described by `message`.
    public LlvmException(String message) {
        super(message);
    }

    /// A failure described by `message`, seen while handling `cause`.
    public LlvmException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
