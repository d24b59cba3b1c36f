package dev.komodo;

import dev.komodo.runtime.KernelReport.CacheOutcome;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// A kernel that was compiled ahead and waits in a cache.
///
/// @param name the graph's name
/// @param key the cache key, in hexadecimal
/// @param cache whether the cache had it
/// @param compileNanos nanoseconds from graph to object code; 0 for a hit
/// @param objectBytes the size of the object code
/// @param file the cache entry; empty if the cache keeps no files or could not keep this one
public record Precompiled(
        String name,
        String key,
        CacheOutcome cache,
        long compileNanos,
        long objectBytes,
        Optional<Path> file) {
    /// Refuses null.
    public Precompiled {
        Objects.requireNonNull(name);
        Objects.requireNonNull(key);
        Objects.requireNonNull(cache);
        Objects.requireNonNull(file);
    }
}
