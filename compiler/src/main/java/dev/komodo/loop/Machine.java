package dev.komodo.loop;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DType;
import dev.komodo.graph.ElementMemory;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// The state of a running loop program: registers (one long for each lane of each value), the
/// memory behind each buffer, and the lowest failure.
final class Machine {
    /// The word of no failure; see the native ABI.
    static final long NO_FAILURE = -1L;

    private static final byte FLOAT_GARBAGE = (byte) 0xFF; // NaN in each format
    private static final byte OTHER_GARBAGE = 0x5B; // a large index, no truth value

    /// A part of the workspace that a worker uses inside a parallel loop.
    private record Claim(long worker, long begin, long end) {}

    final long[] registers;
    final Storage[] storages;
    final Random random;
    MemorySegment workspace = MemorySegment.NULL;
    long workers = 1;
    long failure = NO_FAILURE;
    private long worker = -1;
    private final Set<Claim> claims = new HashSet<>();

    /// The memory of a buffer while it is visible.
    static final class Storage {
        final Buffer buffer;
        MemorySegment segment = MemorySegment.NULL;
        long size;

        Storage(Buffer buffer) {
            this.buffer = buffer;
        }

        /// Binds memory that must hold `size` elements.
        void bind(MemorySegment memory, long elements, Object where) {
            long available = memory.byteSize() / buffer.dtype().byteSize();
            if (elements < 0 || elements > available) {
                throw new InternalCompilerException(
                        "Buffer %s of %d elements: its memory holds %d, at '%s'"
                                .formatted(
                                        LoopPrinter.print(buffer),
                                        elements,
                                        available,
                                        text(where)));
            }
            segment = memory.asSlice(0, elements * buffer.dtype().byteSize());
            size = elements;
        }

        long load(long index, Object where) {
            check(index, "Load", where);
            long bits = ElementMemory.get(buffer.dtype(), segment, index);
            if (buffer.dtype() == DType.BOOL && (bits & ~1) != 0) {
                throw new InternalCompilerException(
                        "Load of %s[%d]: byte %d is no truth value (not initialised?), at '%s'"
                                .formatted(buffer.name(), index, bits, text(where)));
            }
            return bits;
        }

        void store(long index, long bits, Object where) {
            check(index, "Store", where);
            ElementMemory.set(buffer.dtype(), segment, index, bits);
        }

        private void check(long index, String what, Object where) {
            if (index < 0 || index >= size) {
                throw new InternalCompilerException(
                        "%s of %s[%d]: the buffer has %d elements, at '%s'"
                                .formatted(what, buffer.name(), index, size, text(where)));
            }
        }

        /// Fills the memory with a pattern that shows when it is used before it is written.
        void spoil() {
            segment.fill(buffer.dtype().isFloat() ? FLOAT_GARBAGE : OTHER_GARBAGE);
        }
    }

    Machine(long[] registers, Storage[] storages, long seed) {
        this.registers = registers;
        this.storages = storages;
        this.random = new Random(seed);
    }

    /// The first line of a statement or the text of anything else.
    static String text(Object where) {
        return where instanceof Stmt statement
                ? LoopPrinter.print(statement).lines().findFirst().orElse("")
                : where.toString();
    }

    /// Records a failure; the lowest index wins, then the lowest code.
    void fail(Status status, long index) {
        long word = index << 8 | status.code();
        if (Long.compareUnsigned(word, failure) < 0) {
            failure = word;
        }
    }

    /// Enters a chunk of a parallel loop.
    void enter(long newWorker) {
        worker = newWorker;
    }

    /// Leaves a parallel loop.
    void leaveParallel() {
        worker = -1;
        claims.clear();
    }

    /// Checks that no other worker of the parallel loop uses a part of the workspace.
    void claim(long begin, long end, Object where) {
        Claim mine = new Claim(worker, begin, end);
        if (worker < 0 || begin == end || !claims.add(mine)) {
            return;
        }
        for (Claim other : claims) {
            if (other.worker != worker && other.begin < end && begin < other.end) {
                throw new InternalCompilerException(
                        "Workers %d and %d use the same workspace, bytes [%d, %d) and [%d, %d), at"
                                        .formatted(
                                                other.worker,
                                                worker,
                                                other.begin,
                                                other.end,
                                                begin,
                                                end)
                                + " '"
                                + text(where)
                                + "'");
            }
        }
    }
}
