package dev.komodo.runtime;

import dev.komodo.graph.Literal;
import dev.komodo.jit.KernelManifest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The large constants of one kernel in native memory: the weights that calls read, and what
/// `prepare` packs. Calls only read it, so it is safe between threads once it is prepared.
final class ConstantMemory implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Arena untilPrepared = Arena.ofShared();
    private final MemorySegment table;
    private final List<Integer> sources;
    private final long bytes;

    /// Copies the weights; `prepare` is still to be called.
    ConstantMemory(List<Literal> weights, KernelManifest manifest) {
        this.sources = manifest.sources();
        Set<Integer> passing = new HashSet<>(sources);
        int slots = weights.size() + manifest.preparedBytes().size();
        try {
            table = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, slots));
            long kept = 0;
            for (int slot = 0; slot < weights.size(); slot++) {
                boolean isKept = !passing.contains(slot);
                MemorySegment copy =
                        NDArray.copyOf(isKept ? arena : untilPrepared, weights.get(slot)).segment();
                point(slot, copy);
                kept += isKept ? copy.byteSize() : 0;
            }
            int slot = weights.size();
            for (long size : manifest.preparedBytes()) {
                MemorySegment packed = arena.allocate(size, NDArray.ALIGNMENT);
                point(slot++, packed);
                kept += size;
            }
            bytes = kept;
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /// The addresses by slot: weights, then prepared buffers.
    MemorySegment table() {
        return table;
    }

    /// Sets an entry of the table, as the integer that a pointer is: see [Frame].
    private void point(int slot, MemorySegment target) {
        table.set(ValueLayout.JAVA_LONG, (long) slot * Long.BYTES, target.address());
    }

    /// How much is kept until the kernel is closed.
    long bytes() {
        return bytes;
    }

    /// After `prepare`: frees what calls do not read.
    void prepared() {
        sources.forEach(slot -> point(slot, MemorySegment.NULL));
        untilPrepared.close();
    }

    /// Frees all. No call is in native code or will be.
    @Override
    public void close() {
        if (untilPrepared.scope().isAlive()) {
            untilPrepared.close();
        }
        arena.close();
    }
}
