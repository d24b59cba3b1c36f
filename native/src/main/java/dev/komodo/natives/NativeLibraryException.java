package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

/// A native library could not be found, unpacked, trusted or loaded. The message names the file or
/// folder and what to do about it.
public final class NativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NativeLibraryException(String message) {
        super(message);
    }

    NativeLibraryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
