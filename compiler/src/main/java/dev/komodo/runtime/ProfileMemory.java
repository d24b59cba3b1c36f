package dev.komodo.runtime;

import dev.komodo.emit.ProfileLayout;
import dev.komodo.graph.Dim;
import dev.komodo.schedule.KernelSummary;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// The memory in which a timed kernel keeps the times of a call; see [ProfileLayout].
final class ProfileMemory {
    /// How many spans of a call are kept for each thread.
    static final int SPANS = 4096;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    private final String program;
    private final List<KernelSummary> kernels;
    private final MemorySegment header;
    private final MemorySegment tracks;
    private final long trackBytes;
    private final long spanOffset;
    private final int threads;

    /// Zeroed memory.
    ///
    /// @param program the name of the whole
    /// @param kernels what is timed, by region
    /// @param threads how many workers may write
    ProfileMemory(Arena arena, String program, List<KernelSummary> kernels, int threads) {
        this.program = program;
        this.kernels = List.copyOf(kernels);
        this.threads = threads;
        long totals = ProfileLayout.TOTAL_BYTES * ProfileLayout.slots(kernels.size());
        this.spanOffset = aligned(ProfileLayout.TOTALS + totals);
        this.trackBytes = aligned(spanOffset + ProfileLayout.SPAN_BYTES * SPANS);
        this.header = arena.allocate(ProfileLayout.HEADER_BYTES, NDArray.ALIGNMENT);
        this.tracks = arena.allocate(trackBytes * threads, NDArray.ALIGNMENT);
        header.set(
                ValueLayout.ADDRESS,
                ProfileLayout.CLOCK,
                Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"));
        header.set(ValueLayout.ADDRESS, ProfileLayout.TRACKS, tracks);
        header.set(WORD, ProfileLayout.TRACK_COUNT, threads);
        header.set(WORD, ProfileLayout.TRACK_BYTES, trackBytes);
        header.set(WORD, ProfileLayout.SPAN_OFFSET, spanOffset);
        header.set(WORD, ProfileLayout.SPAN_CAPACITY, SPANS);
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, NDArray.ALIGNMENT) * NDArray.ALIGNMENT;
    }

    /// What the frame points to.
    MemorySegment header() {
        return header;
    }

    /// Forgets the last call.
    void clear() {
        for (int thread = 0; thread < threads; thread++) {
            tracks.asSlice(thread * trackBytes, spanOffset).fill((byte) 0);
        }
    }

    /// What the last call left.
    ///
    /// @param extent the value of a dim
    CallProfile read(ToLongFunction<Dim> extent) {
        List<CallProfile.Loop> loops = new ArrayList<>();
        for (int region = 0; region < kernels.size(); region++) {
            KernelSummary kernel = kernels.get(region);
            loops.add(
                    new CallProfile.Loop(
                            kernel.function(),
                            kernel.operations(),
                            kernel.result(),
                            extent.applyAsLong(kernel.bytes()),
                            extent.applyAsLong(kernel.arithmetic()),
                            total(0, ProfileLayout.callSlot(region), 0),
                            total(0, ProfileLayout.callSlot(region), Long.BYTES),
                            busyNanos(ProfileLayout.partSlot(region))));
        }
        List<CallProfile.Span> spans = new ArrayList<>();
        long dropped = 0;
        for (int thread = 0; thread < threads; thread++) {
            long all = tracks.get(WORD, thread * trackBytes);
            long kept = Math.min(all, SPANS);
            dropped += all - kept;
            for (int i = 0; i < kept; i++) {
                spans.add(span(thread, i));
            }
        }
        return new CallProfile(total(0, 0, Long.BYTES), loops, spans, dropped);
    }

    private long busyNanos(int slot) {
        long nanos = 0;
        for (int thread = 0; thread < threads; thread++) {
            nanos += total(thread, slot, Long.BYTES);
        }
        return nanos;
    }

    private long total(int thread, int slot, long field) {
        long offset = ProfileLayout.TOTALS + ProfileLayout.TOTAL_BYTES * slot + field;
        return tracks.get(WORD, thread * trackBytes + offset);
    }

    private CallProfile.Span span(int thread, int i) {
        long offset = thread * trackBytes + spanOffset + ProfileLayout.SPAN_BYTES * i;
        int slot = (int) tracks.get(WORD, offset);
        CallProfile.Span.Kind kind =
                slot == 0
                        ? CallProfile.Span.Kind.CALL
                        : slot % 2 == 1 ? CallProfile.Span.Kind.LOOP : CallProfile.Span.Kind.PART;
        return new CallProfile.Span(
                thread,
                slot == 0 ? program : kernels.get((slot - 1) / 2).function(),
                kind,
                tracks.get(WORD, offset + Long.BYTES),
                tracks.get(WORD, offset + 2L * Long.BYTES));
    }
}
