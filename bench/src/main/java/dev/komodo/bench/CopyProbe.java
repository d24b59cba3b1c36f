package dev.komodo.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Copies an array that no cache holds; bytes read and bytes written count.
final class CopyProbe implements Ceiling.Probe {
    private static final long BYTES = 64L << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment from = arena.allocate(BYTES, 64);
    private final MemorySegment to = arena.allocate(BYTES, 64);

    @Override
    public void run() {
        to.copyFrom(from);
    }

    @Override
    public double work() {
        return 2.0 * BYTES;
    }

    @Override
    public void close() {
        arena.close();
    }
}
