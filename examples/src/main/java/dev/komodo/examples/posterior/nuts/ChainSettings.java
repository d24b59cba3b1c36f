package dev.komodo.examples.posterior.nuts;

/// How a chain runs.
///
/// @param warmup iterations that adapt step size and metric, not kept
/// @param draws iterations that are kept
/// @param targetAcceptance in (0, 1): larger means smaller steps, fewer divergences, more time
/// @param maxDepth trajectories have at most `2^maxDepth - 1` steps
public record ChainSettings(int warmup, int draws, double targetAcceptance, int maxDepth) {
    /// 1000 iterations of warm-up, 1000 draws, acceptance 0.8, depth 10.
    public static final ChainSettings DEFAULTS = new ChainSettings(1000, 1000, 0.8, 10);

    /// Refuses what no chain can do.
    ///
    /// @throws IllegalArgumentException if a number is out of range
    public ChainSettings {
        require(warmup >= 0, "warmup must not be negative, found " + warmup);
        require(draws >= 1, "draws must be at least 1, found " + draws);
        require(
                targetAcceptance > 0 && targetAcceptance < 1,
                "the acceptance to aim at must lie between 0 and 1, found " + targetAcceptance);
        require(
                maxDepth >= 1 && maxDepth <= 20,
                "the greatest depth must lie in [1, 20], found " + maxDepth);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /// With another acceptance to aim at.
    public ChainSettings targetAcceptance(double acceptance) {
        return new ChainSettings(warmup, draws, acceptance, maxDepth);
    }
}
