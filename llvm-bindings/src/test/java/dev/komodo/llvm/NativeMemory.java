package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// How much native memory the process uses, the Java heap apart.
final class NativeMemory {
    /// glibc's `struct mallinfo2`: ten `size_t`.
    private static final MemoryLayout COUNTERS =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, JAVA_LONG));

    /// `uordblks`: bytes handed out.
    private static final int IN_USE = 7;

    private NativeMemory() {}

    /// Bytes that `malloc` handed out and did not get back.
    static long inUse() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counters =
                    (MemorySegment)
                            linker.downcallHandle(
                                            linker.defaultLookup().findOrThrow("mallinfo2"),
                                            FunctionDescriptor.of(COUNTERS))
                                    .invokeExact((SegmentAllocator) arena);
            return counters.getAtIndex(JAVA_LONG, IN_USE);
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
