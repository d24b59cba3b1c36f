package dev.komodo.jit;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// Object code that lies in a store, ready for whoever asks for its key.
///
/// @param hit whether it lay there before
/// @param compileNanos nanoseconds until there was object code; 0 for a hit
/// @param objectBytes the size of the object
/// @param file where it lies; empty if the store keeps no files or could not keep it
public record StoredCode(boolean hit, long compileNanos, long objectBytes, Optional<Path> file) {
    /// Refuses null.
    public StoredCode {
        Objects.requireNonNull(file);
    }
}
