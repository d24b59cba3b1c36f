package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/// Whether samples fit a distribution. The seeds of the tests are fixed: what passed once passes
/// always. The thresholds are those that one sample in a thousand would exceed.
public final class GoodnessOfFit {
    /// The Kolmogorov distribution's upper 0.001 quantile.
    private static final double KOLMOGOROV = 1.9495;

    /// The standard normal's upper 0.001 quantile.
    private static final double NORMAL = 3.0902;

    private GoodnessOfFit() {}

    /// Kolmogorov-Smirnov: `sqrt(n) sup |F_n - F|`.
    public static void kolmogorov(String name, double[] samples, DoubleUnaryOperator distribution) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        double largest = 0;
        for (int i = 0; i < sorted.length; i++) {
            double expected = distribution.applyAsDouble(sorted[i]);
            double above = (i + 1.0) / sorted.length - expected;
            double below = expected - (double) i / sorted.length;
            largest = Math.max(largest, Math.max(above, below));
        }
        assertThat(largest * Math.sqrt(sorted.length)).as(name).isBetween(0.0, KOLMOGOROV);
    }

    /// Pearson's chi-square over counts; its quantile by Wilson and Hilferty. Cells of fewer than
    /// five expected samples are joined with the next ones; the last takes what is left.
    public static void chiSquare(String name, long[] samples, IntToDoubleFunction probability) {
        long[] counts = new long[(int) Arrays.stream(samples).max().orElseThrow() + 2];
        Arrays.stream(samples).forEach(sample -> counts[(int) sample]++);
        double statistic = 0;
        double left = samples.length;
        double expected = 0;
        long found = 0;
        long seen = 0;
        int cells = 0;
        for (int k = 0; k < counts.length - 1; k++) {
            expected += samples.length * probability.applyAsDouble(k);
            found += counts[k];
            if (expected >= 5 && left - expected >= 5) {
                statistic += (found - expected) * (found - expected) / expected;
                left -= expected;
                seen += found;
                expected = 0;
                found = 0;
                cells++;
            }
        }
        double rest = samples.length - seen;
        statistic += (rest - left) * (rest - left) / Math.max(left, 1e-9);
        double freedom = cells;
        double root = 1 - 2 / (9 * freedom) + NORMAL * Math.sqrt(2 / (9 * freedom));
        assertThat(cells).as(name).isPositive();
        assertThat(statistic).as(name).isLessThan(freedom * root * root * root);
    }
}
