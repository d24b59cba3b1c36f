package dev.komodo.examples.posterior.diagnostics;

/// How many independent draws estimate a mean as well as dependent ones do.
///
/// The sum of autocorrelations is cut by Geyer's initial monotone sequence. source: V21, 3.2 and
/// equations 10 to 13, over C. J. Geyer, "Practical Markov chain Monte Carlo", Statistical Science
/// 7 (1992).
final class SampleSize {
    private final double[][] chains;
    private final double[] means;
    private final int length;

    /// Of the chains' variances and their means' together.
    private final double variance;

    /// Within the chains only.
    private final double within;

    private SampleSize(double[][] chains) {
        this.chains = chains;
        this.length = chains[0].length;
        this.means = new double[chains.length];
        double sum = 0;
        for (int i = 0; i < chains.length; i++) {
            means[i] = Draws.mean(chains[i]);
            sum += Draws.variance(chains[i]);
        }
        this.within = sum / chains.length;
        this.variance =
                within * (length - 1) / length + (chains.length > 1 ? Draws.variance(means) : 0);
    }

    /// The effective number of draws for the mean of a quantity, over chains that are split
    /// already; NaN if they do not vary or are shorter than 3.
    static double of(double[][] chains) {
        return chains[0].length < 3 || !Draws.vary(chains)
                ? Double.NaN
                : new SampleSize(chains).effective();
    }

    private double effective() {
        double total = (double) chains.length * length;
        double pairSum = 0;
        double smallest = Double.POSITIVE_INFINITY;
        double even = 1;
        double odd = correlation(1);
        int lag = 0;
        // pairs of autocorrelations are positive and fall, but for noise
        while (lag < length - 5 && even + odd > 0) {
            smallest = Math.min(smallest, even + odd);
            pairSum += smallest;
            lag += 2;
            even = correlation(lag);
            odd = correlation(lag + 1);
        }
        double rest = Math.max(even, 0);
        double time = -1 + 2 * pairSum + rest;
        return total / Math.max(time, 1 / Math.log10(total));
    }

    /// The autocorrelation at a lag, over all chains. source: V21, equation 10.
    private double correlation(int lag) {
        double sum = 0;
        for (int i = 0; i < chains.length; i++) {
            sum += autocovariance(chains[i], means[i], lag);
        }
        // the autocovariance at lag 0 has the denominator n, `within` has n - 1
        return 1 - (within - sum / chains.length) / variance;
    }

    private static double autocovariance(double[] chain, double mean, int lag) {
        double sum = 0;
        for (int i = 0; i + lag < chain.length; i++) {
            sum += (chain[i] - mean) * (chain[i + lag] - mean);
        }
        return sum / chain.length;
    }
}
