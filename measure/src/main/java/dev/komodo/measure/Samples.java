package dev.komodo.measure;

import java.util.Arrays;

/// The times of one side. Immutable.
public final class Samples {
    private final double[] sorted;

    Samples(double[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("A side was never timed");
        }
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /// How many times were taken.
    public int count() {
        return sorted.length;
    }

    /// The time that a share of all calls is below, in nanoseconds.
    ///
    /// @param share in [0, 1]
    public double quantile(double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /// The median in nanoseconds.
    public double median() {
        return quantile(0.5);
    }

    /// The fastest in nanoseconds.
    public double best() {
        return sorted[0];
    }

    /// From the tenth to the ninetieth percentile, as a share of the median.
    public double spread() {
        return (quantile(0.9) - quantile(0.1)) / median();
    }
}
