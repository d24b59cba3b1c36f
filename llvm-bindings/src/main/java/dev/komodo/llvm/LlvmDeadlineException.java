package dev.komodo.llvm;

import java.time.Duration;

/// Work on a compile thread did not end within its deadline and was abandoned.
///
/// LLVM has no means to be interrupted: the thread goes on until LLVM returns, then ends; its
/// result is dropped. Ask for less (a smaller function), or for a longer deadline.
public final class LlvmDeadlineException extends LlvmException {
    private static final long serialVersionUID = 1L;

    LlvmDeadlineException(String work, Duration deadline) {
        super(
                "LLVM was asked to %s and had not finished after the deadline of %s ms; its thread is abandoned. Split the function or raise the deadline."
                        .formatted(work, deadline.toMillis()));
    }
}
