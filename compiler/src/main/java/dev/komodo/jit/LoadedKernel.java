package dev.komodo.jit;

import dev.komodo.cache.CacheKey;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// Callable code: the entries of package [dev.komodo.emit]'s ABI as segments of an arena of this
/// kernel.
///
/// A call through a segment keeps the arena open, so [#close] during one throws instead of freeing
/// code that runs, and a call after it throws as well. The image behind may be shared with other
/// kernels of the same key; it is freed when the last of them is closed. Safe between threads.
public final class LoadedKernel implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final CacheKey key;
    private final LoadReport report;
    private final Images.Reference reference;
    private final KernelManifest manifest;
    private final MemorySegment run;
    private final MemorySegment prepare;
    private final MemorySegment plan;

    LoadedKernel(CacheKey key, LoadReport report, Images.Reference reference) {
        this.key = Objects.requireNonNull(key);
        this.report = Objects.requireNonNull(report);
        this.reference = reference;
        this.manifest = reference.loaded().manifest();
        this.run = entry(manifest.run());
        this.prepare = entry(manifest.prepare());
        this.plan = entry(manifest.plan());
    }

    private MemorySegment entry(String symbol) {
        long address = reference.loaded().image().address(symbol);
        return MemorySegment.ofAddress(address).reinterpret(arena, null);
    }

    /// The key of the code.
    public CacheKey key() {
        return key;
    }

    /// How the code was come by.
    public LoadReport report() {
        return report;
    }

    /// The entry of a call.
    public MemorySegment run() {
        return run;
    }

    /// The entry that packs constants.
    public MemorySegment prepare() {
        return prepare;
    }

    /// The entry that computes sizes.
    public MemorySegment plan() {
        return plan;
    }

    /// The size of each prepared buffer, in bytes.
    public List<Long> preparedBytes() {
        return manifest.preparedBytes();
    }

    /// The names of the data dims, in the order of their cells.
    public List<String> resultDims() {
        return manifest.resultDims();
    }

    /// What was declared about the object.
    public KernelManifest manifest() {
        return manifest;
    }

    /// Lets go of the code; the second time nothing happens.
    ///
    /// @throws IllegalStateException if a call runs: nothing is freed, try again later
    @Override
    public void close() {
        synchronized (this) {
            if (!arena.scope().isAlive()) {
                return;
            }
            arena.close();
        }
        reference.release();
    }
}
