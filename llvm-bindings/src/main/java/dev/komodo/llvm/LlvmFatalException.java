package dev.komodo.llvm;

/// LLVM reported a fatal error, after which it would have ended the process.
///
/// The thread that ran LLVM is parked for ever and its context is abandoned (both leak); other
/// compile threads are not affected, and the next compile works.
public final class LlvmFatalException extends LlvmException {
    private static final long serialVersionUID = 1L;

    LlvmFatalException(String work, String text) {
        super("LLVM stopped with a fatal error while asked to " + work + ": " + text);
    }
}
