package dev.komodo.bench;

import java.util.Arrays;
import java.util.List;

/// Times several contestants in turn (A B A B ...), so a machine whose clock moves is the same for
/// all. A turn begins with calls that do not count.
final class Interleaved {
    /// The times of one contestant.
    ///
    /// @param medianNanos the median of a call
    /// @param bestNanos the fastest
    record Times(double medianNanos, double bestNanos) {
        double medianMillis() {
            return medianNanos / 1e6;
        }
    }

    private static final long SETTLE_NANOS = 100_000_000;

    private Interleaved() {}

    /// Times contestants.
    ///
    /// @param rounds how often each one's turn comes, after `warmup` turns that do not count
    /// @param repeat calls in a turn; the mean of a turn counts
    static List<Times> time(int warmup, int rounds, int repeat, List<Runnable> contestants) {
        double[][] nanos = new double[contestants.size()][rounds];
        for (int round = -warmup; round < rounds; round++) {
            for (int c = 0; c < contestants.size(); c++) {
                Runnable contestant = contestants.get(c);
                settle(contestant);
                long begin = System.nanoTime();
                for (int i = 0; i < repeat; i++) {
                    contestant.run();
                }
                if (round >= 0) {
                    nanos[c][round] = (System.nanoTime() - begin) / (double) repeat;
                }
            }
        }
        return Arrays.stream(nanos)
                .map(
                        own -> {
                            Arrays.sort(own);
                            return new Times(own[rounds / 2], own[0]);
                        })
                .toList();
    }

    /// Calls that do not count: the threads of the contestant before spin for a while before they
    /// sleep, and would hold a core.
    private static void settle(Runnable contestant) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SETTLE_NANOS) {
            contestant.run();
        }
    }
}
