package dev.komodo.jit;

import dev.komodo.error.NativeFailureException;
import dev.komodo.llvm.LlvmException;

import java.util.function.Supplier;

/// LLVM's failures as the compiler's.
final class LlvmFailures {
    private LlvmFailures() {}

    /// Runs `body`; an [LlvmException] becomes a [NativeFailureException] with its text.
    static <T> T translate(Supplier<T> body) {
        try {
            return body.get();
        } catch (LlvmException failure) {
            throw new NativeFailureException(String.valueOf(failure.getMessage()), failure);
        }
    }
}
