package dev.komodo.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Times several sides in turn (A B A B ...), so a machine whose clock moves is the same for all. A
/// turn begins with calls that do not count: threads of the side before may spin for tens of
/// milliseconds before they sleep, and would hold a core.
public final class Interleaved {
    /// How long the calls at the beginning of a turn go on that do not count, where a side before
    /// has threads of its own.
    public static final long SETTLE_NANOS = 100_000_000;

    /// Calls shorter than this are timed several at once, for a look at the clock takes about 25
    /// ns.
    private static final long SHORTEST_SAMPLE_NANOS = 10_000;

    private static final int MOST_CALLS_A_SAMPLE = 1 << 16;

    /// Somebody who takes turns.
    @FunctionalInterface
    public interface Side {
        /// Has a turn; the times that count, in nanoseconds, at least one.
        double[] turn();
    }

    /// Calls as a side.
    ///
    /// @param call what is timed
    /// @param settleNanos how long calls at the beginning of a turn do not count; at least one does
    ///   not
    /// @param turnNanos how long the calls after these count; at least one does
    public record Calls(Runnable call, long settleNanos, long turnNanos) implements Side {
        @Override
        public double[] turn() {
            return Interleaved.turn(this);
        }
    }

    private Interleaved() {}

    /// Times sides.
    ///
    /// @param turns how many turns each side has
    /// @return the times of a call, for each side in order
    public static List<Samples> time(int turns, List<Side> sides) {
        List<double[]> nanos = new ArrayList<>();
        sides.forEach(_ -> nanos.add(new double[0]));
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < sides.size(); i++) {
                nanos.set(i, joined(nanos.get(i), sides.get(i).turn()));
            }
        }
        return nanos.stream().map(Samples::new).toList();
    }

    private static double[] turn(Calls side) {
        int calls = settle(side);
        double[] nanos = new double[16];
        int count = 0;
        long start = System.nanoTime();
        long before = start;
        do {
            for (int i = 0; i < calls; i++) {
                side.call().run();
            }
            long now = System.nanoTime();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = (now - before) / (double) calls;
            before = now;
        } while (before - start < side.turnNanos());
        return Arrays.copyOf(nanos, count);
    }

    /// The calls that do not count; how many make a sample.
    private static int settle(Calls side) {
        long start = System.nanoTime();
        long calls = 0;
        long nanos;
        do {
            side.call().run();
            calls++;
            nanos = System.nanoTime() - start;
        } while (nanos < side.settleNanos());
        double callNanos = Math.max(1, nanos) / (double) calls;
        return Math.clamp((long) (SHORTEST_SAMPLE_NANOS / callNanos), 1, MOST_CALLS_A_SAMPLE);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
