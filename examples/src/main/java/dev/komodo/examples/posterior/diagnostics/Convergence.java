package dev.komodo.examples.posterior.diagnostics;

/// Whether chains agree: the potential scale reduction, R-hat.
final class Convergence {
    private Convergence() {}

    /// The larger R-hat of the rank-normalised draws and of the folded ones; NaN if they do not
    /// vary. source: V21, 3.1.
    static double rankNormalised(double[][] chains) {
        if (!Draws.vary(chains)) {
            return Double.NaN;
        }
        double[][] halves = Draws.split(chains);
        double bulk = scaleReduction(Draws.normalScores(halves));
        double[][] folded = Draws.folded(halves);
        return Draws.vary(folded)
                ? Math.max(bulk, scaleReduction(Draws.normalScores(folded)))
                : bulk;
    }

    /// R-hat of the chains as they are. source: V21, equations 1 to 4.
    static double scaleReduction(double[][] chains) {
        int length = chains[0].length;
        double[] means = new double[chains.length];
        double within = 0;
        for (int i = 0; i < chains.length; i++) {
            means[i] = Draws.mean(chains[i]);
            within += Draws.variance(chains[i]) / chains.length;
        }
        double variance = within * (length - 1) / length + Draws.variance(means);
        return Math.sqrt(variance / within);
    }
}
