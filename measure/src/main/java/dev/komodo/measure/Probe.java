package dev.komodo.measure;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A probe on data of one thread. A call is short (about a tenth of a millisecond), so that on a
/// busy machine most calls are not interrupted; a memory probe's calls walk through its buffers.
final class Probe {
    private static final int MOST_SAMPLES = 1 << 14;

    private final ProbeCode code;
    private final long rounds;
    private final double workPerCall;
    private final MemorySegment from;
    private final MemorySegment to;
    private final long stepBytes;
    private long position;

    /// @param stepBytes how far a call moves on in both buffers, which are a multiple of it; 0 for
    ///   what stays in registers
    Probe(
            ProbeCode code,
            long rounds,
            double workPerCall,
            MemorySegment from,
            MemorySegment to,
            long stepBytes) {
        this.code = code;
        this.rounds = rounds;
        this.workPerCall = workPerCall;
        this.from = from;
        this.to = to;
        this.stepBytes = stepBytes;
    }

    /// Calls for a while; the rate of the median call, in billions a second.
    double rate(long settleNanos, long turnNanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < settleNanos) {
            call();
        }
        double[] nanos = new double[MOST_SAMPLES];
        int count = 0;
        start = System.nanoTime();
        long before = start;
        do {
            call();
            long now = System.nanoTime();
            nanos[count++] = now - before;
            before = now;
        } while (before - start < turnNanos && count < MOST_SAMPLES);
        return workPerCall / new Samples(Arrays.copyOf(nanos, count)).median();
    }

    private void call() {
        if (stepBytes == 0) {
            code.run(rounds, from, to);
            return;
        }
        code.run(rounds, from.asSlice(position), to.asSlice(position));
        position += stepBytes;
        if (position == from.byteSize()) {
            position = 0;
        }
    }
}
