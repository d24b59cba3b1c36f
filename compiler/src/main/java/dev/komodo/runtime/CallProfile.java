package dev.komodo.runtime;

import java.util.List;
import java.util.Objects;

/// Where the time of one call went. Times are nanoseconds of [System#nanoTime()].
///
/// @param nanos the whole call, inside the kernel
/// @param loops the fused loops, in the order of the program
/// @param spans what ran when, on which thread, in the order of their ends per thread; at most
///   [ProfileMemory#SPANS] per thread are kept
/// @param droppedSpans how many more there were
public record CallProfile(long nanos, List<Loop> loops, List<Span> spans, long droppedSpans) {
    /// Copies the lists.
    public CallProfile {
        loops = List.copyOf(loops);
        spans = List.copyOf(spans);
    }

    /// One fused loop: a kernel of the program.
    ///
    /// @param name the function's name, as in symbols of the object
    /// @param operations the ops of the graph that it fuses
    /// @param result the types of what others read of it
    /// @param bytes the sizes of the arrays that one call reads or writes, each counted once
    /// @param arithmetic operations on elements of one call; 0: unknown
    /// @param calls how often it was called
    /// @param nanos the time of all these calls
    /// @param busyNanos the time that the threads together spent in its parallel loops
    public record Loop(
            String name,
            String operations,
            String result,
            long bytes,
            long arithmetic,
            long calls,
            long nanos,
            long busyNanos) {
        /// Refuses null.
        public Loop {
            Objects.requireNonNull(name);
            Objects.requireNonNull(operations);
            Objects.requireNonNull(result);
        }
    }

    /// Something that ran on one thread.
    ///
    /// @param thread the worker; 0 is the caller
    /// @param name the loop's name, or that of the program for the whole call
    /// @param kind what it is
    /// @param beginNanos when it began
    /// @param endNanos when it ended
    public record Span(int thread, String name, Kind kind, long beginNanos, long endNanos) {
        /// What a span is.
        public enum Kind {
            /// The whole call.
            CALL,
            /// A call of a fused loop, on the caller's thread.
            LOOP,
            /// One thread's part of a parallel loop.
            PART
        }

        /// Refuses null.
        public Span {
            Objects.requireNonNull(name);
            Objects.requireNonNull(kind);
        }
    }
}
