package dev.komodo.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Text across the border: LLVM's C strings, with their owners.
final class NativeText {
    /// `""`, for instructions without a name.
    static final MemorySegment EMPTY = Arena.global().allocateFrom("");

    private NativeText() {}

    /// A copy of a C string that LLVM keeps; empty for a null pointer.
    static String borrowed(MemorySegment text) {
        return text.address() == 0 ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /// A copy of a C string that the caller owns; the original is freed by `LLVMDisposeMessage`.
    static String owned(MemorySegment text) {
        if (text.address() == 0) {
            return "";
        }
        try {
            return borrowed(text);
        } finally {
            StartFunction.DISPOSE_MESSAGE.call(text.address());
        }
    }

    /// The text of an `LLVMErrorRef`, which is consumed.
    static String ofError(MemorySegment error) {
        MemorySegment message = StartFunction.GET_ERROR_MESSAGE.pointer(error.address());
        try {
            return borrowed(message);
        } finally {
            StartFunction.DISPOSE_ERROR_MESSAGE.call(message.address());
        }
    }

    /// Throws the text of `error`, if there is one.
    static void check(String work, MemorySegment error) {
        if (error.address() != 0) {
            throw new LlvmException("LLVM could not " + work + ": " + ofError(error));
        }
    }
}
