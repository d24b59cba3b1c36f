package dev.komodo.jit;

import dev.komodo.cache.CacheKey;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Callable code: the entries of package [dev.komodo.emit]'s ABI as segments of an arena of this
/// kernel.
///
/// A call through a segment keeps the arena open, so [#close] during one throws instead of freeing
/// code that runs, and a call after it throws as well. The image behind may be shared with other
/// kernels of the same key; it is freed when the last of them is closed. Safe between threads.
///
/// To keep an arena open is an atomic count up and down. So that callers on different cores do not
/// meet at one counter, the entry of calls has several arenas, given out in turn.
public final class LoadedKernel implements AutoCloseable {
    private static final int MOST_RUNS = 8;

    private final CacheKey key;
    private final LoadReport report;
    private final Images.Reference reference;
    private final KernelManifest manifest;
    private final List<RunEntry> runs = new ArrayList<>();
    private final int mostRuns = Math.min(MOST_RUNS, Runtime.getRuntime().availableProcessors());
    private final Arena arena = Arena.ofShared();
    private int nextRun;
    private boolean isClosed;
    private boolean isReleased;
    private final MemorySegment prepare;
    private final MemorySegment plan;

    LoadedKernel(CacheKey key, LoadReport report, Images.Reference reference) {
        this.key = Objects.requireNonNull(key);
        this.report = Objects.requireNonNull(report);
        this.reference = reference;
        this.manifest = reference.loaded().manifest();
        this.prepare = entry(manifest.prepare(), arena);
        this.plan = entry(manifest.plan(), arena);
    }

    private MemorySegment entry(String symbol, Arena arena) {
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

    /// The entry of calls: for each caller, such as a binding, one of its segments in turn.
    ///
    /// @throws IllegalStateException if the code is closed
    public synchronized MemorySegment run() {
        if (isClosed) {
            throw new IllegalStateException("The kernel's code is closed");
        }
        if (runs.size() < mostRuns) {
            runs.add(new RunEntry());
        }
        return runs.get(Math.floorMod(nextRun++, runs.size())).segment;
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
    /// @throws IllegalStateException if a call runs: no code is freed, calls that start later
    ///   throw; try again later
    @Override
    public void close() {
        synchronized (this) {
            if (isReleased) {
                return;
            }
            isClosed = true;
            while (!runs.isEmpty()) {
                runs.getLast().arena.close();
                runs.removeLast();
            }
            arena.close();
            isReleased = true;
        }
        reference.release();
    }

    /// One way in, with a count of the calls that are inside.
    private final class RunEntry {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment segment = entry(manifest.run(), arena);
    }
}
