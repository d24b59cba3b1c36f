package dev.komodo.examples.posterior.diagnostics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// Draws of a quantity as the diagnostics look at them: split, ranked, folded.
final class Draws {
    private Draws() {}

    /// Each chain as two: its halves; the middle draw of an odd number is left out.
    static double[][] split(double[][] chains) {
        double[][] halves = new double[2 * chains.length][];
        for (int i = 0; i < chains.length; i++) {
            int length = chains[i].length;
            halves[2 * i] = Arrays.copyOfRange(chains[i], 0, length / 2);
            halves[2 * i + 1] = Arrays.copyOfRange(chains[i], length - length / 2, length);
        }
        return halves;
    }

    static double[][] map(double[][] chains, DoubleUnaryOperator function) {
        return Arrays.stream(chains)
                .map(chain -> Arrays.stream(chain).map(function).toArray())
                .toArray(double[][]::new);
    }

    /// All draws in ascending order.
    static double[] sorted(double[][] chains) {
        return Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    }

    /// The normal scores of the draws' ranks, equal draws sharing their mean rank. source: V21,
    /// equation 14.
    static double[][] normalScores(double[][] chains) {
        double[] sorted = sorted(chains);
        return map(
                chains,
                draw -> {
                    int below = countBelow(sorted, draw, false);
                    int upTo = countBelow(sorted, draw, true);
                    double rank = (below + 1 + upTo) / 2.0;
                    return NormalQuantile.of((rank - 0.375) / (sorted.length + 0.25));
                });
    }

    /// How many of the sorted values are less, or, if `orEqual`, not greater.
    private static int countBelow(double[] sorted, double value, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The distance of each draw from the median of all. source: V21, 3.1.
    static double[][] folded(double[][] chains) {
        double median = quantile(sorted(chains), 0.5);
        return map(chains, draw -> Math.abs(draw - median));
    }

    /// A quantile of sorted values, linear between them (definition 7 of Hyndman and Fan, 1996).
    static double quantile(double[] sorted, double probability) {
        double place = (sorted.length - 1) * probability;
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /// The variance with the denominator `n - 1`.
    static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    /// Whether all draws are finite and some differ.
    static boolean vary(double[][] chains) {
        double first = chains[0][0];
        boolean varies = false;
        for (double[] chain : chains) {
            for (double draw : chain) {
                if (!Double.isFinite(draw)) {
                    return false;
                }
                varies |= draw != first;
            }
        }
        return varies;
    }
}
