package dev.komodo.examples.posterior.nuts;

/// Dual averaging of the logarithm of the step size towards a wanted acceptance. source: HG14, 3.2,
/// with its constants.
final class StepSizeAdaptation {
    private static final double SHRINKAGE = 0.05;
    private static final double DELAY = 10;
    private static final double FORGETTING = 0.75;

    private final double targetAcceptance;
    private double centre;
    private double errorMean;
    private double logAverage;
    private int count;

    StepSizeAdaptation(double targetAcceptance) {
        this.targetAcceptance = targetAcceptance;
    }

    /// Begins anew, drawn towards ten times the given size: large steps are tried first.
    void restart(double stepSize) {
        centre = Math.log(10 * stepSize);
        errorMean = 0;
        logAverage = 0;
        count = 0;
    }

    /// The step size to try next.
    ///
    /// @param acceptance that of the last transition, NaN counts as 0
    double next(double acceptance) {
        count++;
        double error = targetAcceptance - (Double.isNaN(acceptance) ? 0 : acceptance);
        errorMean += (error - errorMean) / (count + DELAY);
        double log = centre - errorMean * Math.sqrt(count) / SHRINKAGE;
        double weight = Math.pow(count, -FORGETTING);
        logAverage += weight * (log - logAverage);
        return Math.exp(log);
    }

    /// The average of what was tried, later sizes counting more: the size to keep.
    double average() {
        return Math.exp(logAverage);
    }
}
