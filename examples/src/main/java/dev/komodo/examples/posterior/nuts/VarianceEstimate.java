package dev.komodo.examples.posterior.nuts;

import java.util.Arrays;

/// The variance of each coordinate of positions seen one by one. source: B. P. Welford, "Note on a
/// method for calculating corrected sums of squares and products", Technometrics 4 (1962).
final class VarianceEstimate {
    /// How many unit-scale draws the prior guess of 0.001 is worth: short windows are held back.
    private static final double PRIOR_COUNT = 5;

    private static final double PRIOR_VARIANCE = 1e-3;

    private final double[] mean;
    private final double[] squares;
    private long count;

    VarianceEstimate(int dimension) {
        mean = new double[dimension];
        squares = new double[dimension];
    }

    void add(double[] position) {
        count++;
        for (int i = 0; i < mean.length; i++) {
            double difference = position[i] - mean[i];
            mean[i] += difference / count;
            squares[i] += difference * (position[i] - mean[i]);
        }
    }

    /// Writes the estimates, shrunk a little towards a small constant, and begins anew.
    void moveTo(double[] variances) {
        double trust = count / (count + PRIOR_COUNT);
        for (int i = 0; i < mean.length; i++) {
            variances[i] = trust * squares[i] / (count - 1) + (1 - trust) * PRIOR_VARIANCE;
        }
        Arrays.fill(mean, 0);
        Arrays.fill(squares, 0);
        count = 0;
    }
}
