package dev.komodo.examples.posterior.shared;

import dev.komodo.examples.posterior.chains.Samples;
import dev.komodo.examples.posterior.diagnostics.Summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A run beside a reference, by the rule of the shared folder's README.
///
/// @param flaws why the run can't be judged yet: empty if it can
/// @param misses for each quantity that misses a limit, its largest distance in standard errors
/// @param largest the largest distance of all, in standard errors
/// @param leastSize the smallest effective sample size
record Judgement(List<String> flaws, Map<String, Double> misses, double largest, double leastSize) {
    /// A distance that no repetition excuses.
    static final double FAILURE = 6;

    private static final double MAX_R_HAT = 1.02;
    private static final double MIN_SIZE = 300;
    private static final int MAX_DIVERGENCES = 20;
    private static final double MAX_DISTANCE_OF_MEANS = 4;
    private static final double MAX_DISTANCE = 5;

    static Judgement of(Samples samples, Data reference) {
        List<String> flaws = new ArrayList<>();
        Map<String, Double> misses = new TreeMap<>();
        double largest = 0;
        double leastSize = Double.POSITIVE_INFINITY;
        Map<String, Summary> summaries = samples.summaries();
        for (String quantity : reference.at("quantities").keys().toList()) {
            Summary run = Objects.requireNonNull(summaries.get(quantity), quantity);
            addFlaws(flaws, quantity, run);
            double size = Math.min(run.essMean(), run.essBulk());
            leastSize = Double.isNaN(size) ? leastSize : Math.min(leastSize, size);
            Distances distances = Distances.of(run, reference.at("quantities").at(quantity));
            largest = Math.max(largest, distances.largest());
            if (distances.mean() > MAX_DISTANCE_OF_MEANS || distances.largest() > MAX_DISTANCE) {
                misses.put(quantity, distances.largest());
            }
        }
        if (samples.divergences() > MAX_DIVERGENCES) {
            flaws.add(samples.divergences() + " divergences");
        }
        return new Judgement(flaws, misses, largest, leastSize);
    }

    private static void addFlaws(List<String> flaws, String quantity, Summary run) {
        boolean isConstant = run.sd() == 0;
        if (!isConstant && !(run.rHat() <= MAX_R_HAT)) {
            flaws.add("R-hat of " + quantity + " is " + run.rHat());
        }
        double size = Math.min(run.essMean(), run.essBulk());
        if (!isConstant && !(size >= MIN_SIZE)) {
            flaws.add("the effective size of " + quantity + " is " + size);
        }
    }

    /// How far apart run and reference are, in standard errors of both.
    ///
    /// @param mean of the means
    /// @param others the largest of standard deviation and quantiles
    private record Distances(double mean, double others) {
        static Distances of(Summary run, Data reference) {
            double others = distance(reference, "sd", run.sd(), run.mcseSd());
            others = Math.max(others, distance(reference, "q05", run.q05(), run.mcseQ05()));
            others = Math.max(others, distance(reference, "q50", run.q50(), run.mcseQ50()));
            others = Math.max(others, distance(reference, "q95", run.q95(), run.mcseQ95()));
            return new Distances(distance(reference, "mean", run.mean(), run.mcseMean()), others);
        }

        private static double distance(
                Data reference, String statistic, double value, double error) {
            double difference = Math.abs(value - reference.real(statistic));
            double both = Math.hypot(error, reference.real("mcse_" + statistic));
            return difference == 0 ? 0 : difference / both;
        }

        double largest() {
            return Math.max(mean, others);
        }
    }
}
