package dev.komodo.examples.posterior.diagnostics;

import java.util.Arrays;

/// What the draws of one quantity say, and how far that can be trusted.
///
/// @param mean the mean
/// @param sd the standard deviation
/// @param q05 the quantile of 5 per cent
/// @param q50 the median
/// @param q95 the quantile of 95 per cent
/// @param mcseMean the Monte Carlo standard error of the mean, and so on
/// @param essMean the effective sample size for the mean
/// @param essBulk the effective sample size of the rank-normalised draws: for the location
/// @param essTail the smaller one of the two quantiles': for the tails
/// @param rHat the rank-normalised, folded, split R-hat: above 1.01 the chains do not agree
public record Summary(
        double mean,
        double sd,
        double q05,
        double q50,
        double q95,
        double mcseMean,
        double mcseSd,
        double mcseQ05,
        double mcseQ50,
        double mcseQ95,
        double essMean,
        double essBulk,
        double essTail,
        double rHat) {

    /// Summarises a quantity.
    ///
    /// @param chains for each chain its draws, equally many, at least 4
    /// @throws IllegalArgumentException if there is no chain, or they are shorter or differ
    public static Summary of(double[][] chains) {
        requireChains(chains);
        double[][] halves = Draws.split(chains);
        double[] sorted = Draws.sorted(chains);
        double sd = Math.sqrt(Draws.variance(sorted));
        double q05 = Draws.quantile(sorted, 0.05);
        double q95 = Draws.quantile(sorted, 0.95);
        double essMean = SampleSize.of(halves);
        return new Summary(
                Draws.mean(sorted),
                sd,
                q05,
                Draws.quantile(sorted, 0.5),
                q95,
                sd == 0 ? 0 : sd / Math.sqrt(essMean),
                deviationError(chains, sorted),
                quantileError(halves, sorted, 0.05),
                quantileError(halves, sorted, 0.5),
                quantileError(halves, sorted, 0.95),
                essMean,
                Draws.vary(halves) ? SampleSize.of(Draws.normalScores(halves)) : Double.NaN,
                Math.min(sizeBelow(halves, q05), sizeBelow(halves, q95)),
                Convergence.rankNormalised(chains));
    }

    private static void requireChains(double[][] chains) {
        if (chains.length == 0
                || Arrays.stream(chains).anyMatch(c -> c.length != chains[0].length)
                || chains[0].length < 4) {
            throw new IllegalArgumentException(
                    "A summary takes chains of equal length, 4 at least, found "
                            + Arrays.toString(
                                    Arrays.stream(chains).mapToInt(c -> c.length).toArray()));
        }
    }

    /// The effective sample size for the probability of not more than a value. source: V21, 4.1.
    private static double sizeBelow(double[][] halves, double value) {
        return SampleSize.of(Draws.map(halves, draw -> draw <= value ? 1 : 0));
    }

    /// The standard error of the standard deviation, by the delta method from that of the second
    /// central moment. source: J. F. Kenney, E. S. Keeping, "Mathematics of Statistics" II (1951),
    /// p. 141, with the effective size for the deviations' absolute values.
    private static double deviationError(double[][] chains, double[] all) {
        double mean = Draws.mean(all);
        double second = 0;
        double fourth = 0;
        for (double draw : all) {
            double square = (draw - mean) * (draw - mean);
            second += square / all.length;
            fourth += square * square / all.length;
        }
        double size = SampleSize.of(Draws.split(Draws.map(chains, draw -> Math.abs(draw - mean))));
        return second == 0 ? 0 : Math.sqrt((fourth - second * second) / size / second / 4);
    }

    /// The standard error of a quantile: half of the distance between the draws at the 16 and 84
    /// per cent points of the beta distribution of its probability. source: V21, 4.2.
    private static double quantileError(double[][] halves, double[] sorted, double probability) {
        double size = sizeBelow(halves, Draws.quantile(sorted, probability));
        if (Double.isNaN(size)) {
            return sorted[0] == sorted[sorted.length - 1] ? 0 : Double.NaN;
        }
        BetaDistribution beta =
                new BetaDistribution(size * probability + 1, size * (1 - probability) + 1);
        int count = sorted.length;
        double low = count * beta.quantile(0.1586552539314571);
        double high = count * beta.quantile(0.8413447460685429);
        int first = Math.max((int) Math.floor(low), 1);
        int last = Math.min((int) Math.ceil(high), count);
        return (sorted[last - 1] - sorted[first - 1]) / 2;
    }
}
