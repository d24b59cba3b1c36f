package dev.komodo.examples.posterior.nuts;

/// Which iterations of the warm-up estimate the metric, and where an estimate is used: after a
/// beginning that only finds the typical set come windows, each twice as long as the one before,
/// and an end that only tunes the step size. Stan's scheme, whose users know it.
///
/// With 1000 iterations: 75; windows of 25, 50, 100, 200, 500; 50. Warm-ups below 150 are divided
/// in 15, 75 and 10 per cent; below 20 there is no window.
final class WarmupWindows {
    private static final int FEWEST = 20;

    private final int end;
    private final int begin;
    private int windowEnd;
    private int windowSize;

    WarmupWindows(int warmup) {
        int before = 75;
        int after = 50;
        windowSize = 25;
        if (warmup < before + windowSize + after) {
            before = warmup * 15 / 100;
            after = warmup / 10;
            windowSize = warmup - before - after;
        }
        begin = before;
        end = warmup < FEWEST ? 0 : warmup - after;
        windowEnd = begin + windowSize;
    }

    /// Whether the draw of an iteration counts for the metric.
    boolean estimates(int iteration) {
        return iteration >= begin && iteration < end;
    }

    /// Whether the metric is renewed after an iteration. Asked for each iteration in order.
    boolean closesAfter(int iteration) {
        if (iteration + 1 != windowEnd || !estimates(iteration)) {
            return false;
        }
        windowSize *= 2;
        // a last window that would be too short for the one after it goes on to the end
        windowEnd = windowEnd + 3L * windowSize > end ? end : windowEnd + windowSize;
        return true;
    }
}
