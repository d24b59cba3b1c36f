package dev.komodo.runtime;

import dev.komodo.jit.LoadReport;
import dev.komodo.jit.LoadedKernel;

import java.util.Locale;
import java.util.Objects;

/// How a kernel's code was come by.
///
/// @param name the graph's name
/// @param cache where the code came from
/// @param key the cache key, in hexadecimal
/// @param compileNanos nanoseconds from graph to object code; 0 for a hit
/// @param loadNanos nanoseconds for validating and linking the object
/// @param objectBytes the size of the object code
/// @param constantBytes the large constants that the kernel keeps in native memory, packed or not
public record KernelReport(
        String name,
        CacheOutcome cache,
        String key,
        long compileNanos,
        long loadNanos,
        long objectBytes,
        long constantBytes) {
    /// Where code came from.
    public enum CacheOutcome {
        /// The cache had it: no pass and no LLVM optimiser ran.
        HIT,
        /// It was compiled, and put into the cache if there is one.
        MISS
    }

    /// Refuses null.
    public KernelReport {
        Objects.requireNonNull(name);
        Objects.requireNonNull(cache);
        Objects.requireNonNull(key);
    }

    /// The report on code that was loaded.
    static KernelReport of(String name, LoadedKernel code, long constantBytes) {
        LoadReport loaded = code.report();
        return new KernelReport(
                name,
                loaded.hit() ? CacheOutcome.HIT : CacheOutcome.MISS,
                code.key().hex(),
                loaded.compileNanos(),
                loaded.loadNanos(),
                loaded.objectBytes(),
                constantBytes);
    }

    @Override
    public String toString() {
        return "%s: cache %s, compile %.1f ms, load %.1f ms, object %d bytes, constants %d bytes, %s"
                .formatted(
                        name,
                        cache.name().toLowerCase(Locale.ROOT),
                        compileNanos / 1e6,
                        loadNanos / 1e6,
                        objectBytes,
                        constantBytes,
                        "key " + key.substring(0, Math.min(16, key.length())));
    }
}
