package dev.komodo.bench;

import java.util.Arrays;
import java.util.List;

/// Times several contestants in turn (A B A B ...), so a machine whose clock moves is the same for
/// all.
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
}
