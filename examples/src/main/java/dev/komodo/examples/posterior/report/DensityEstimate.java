package dev.komodo.examples.posterior.report;

import java.util.Arrays;

/// A smooth density of draws on a grid: a Gaussian kernel with Silverman's bandwidth.
///
/// source: B. W. Silverman, "Density Estimation" (1986), equation 3.31.
final class DensityEstimate {
    private static final double REACH = 4;

    private DensityEstimate() {}

    /// The density at evenly spaced points.
    ///
    /// @param from the first point
    /// @param to the last point
    static double[] of(double[] draws, double from, double to, int points) {
        double width = bandwidth(draws);
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        double[] density = new double[points];
        int first = 0;
        for (int i = 0; i < points; i++) {
            double at = from + (to - from) * i / (points - 1);
            while (first < sorted.length && sorted[first] < at - REACH * width) {
                first++;
            }
            double sum = 0;
            for (int j = first; j < sorted.length && sorted[j] <= at + REACH * width; j++) {
                double distance = (sorted[j] - at) / width;
                sum += Math.exp(-0.5 * distance * distance);
            }
            density[i] = sum / (draws.length * width * Math.sqrt(2 * Math.PI));
        }
        return density;
    }

    private static double bandwidth(double[] draws) {
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
        double deviation = Math.sqrt(squares / sorted.length);
        double middle = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
        double spread = middle > 0 ? Math.min(deviation, middle / 1.34) : deviation;
        double width = 0.9 * spread * Math.pow(sorted.length, -0.2);
        return width > 0 ? width : Math.max(Math.abs(mean), 1) * 1e-3;
    }
}
