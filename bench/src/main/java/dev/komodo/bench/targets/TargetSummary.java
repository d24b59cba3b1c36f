package dev.komodo.bench.targets;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// All bench models together against ONNX Runtime.
///
/// @param threads the threads of a call
/// @param models how many were measured
/// @param geometricMean of their ratios
/// @param smallest the row with the smallest ratio
/// @param smallestRatio that ratio
record TargetSummary(
        int threads, int models, double geometricMean, String smallest, double smallestRatio) {
    /// Sums up; empty without a model.
    static Optional<TargetSummary> of(List<RowResult> rows, int threads) {
        List<RowResult> measured =
                rows.stream().filter(row -> ratio(row, threads).isPresent()).toList();
        return measured.stream()
                .min(Comparator.comparingDouble(row -> ratio(row, threads).getAsDouble()))
                .map(
                        worst ->
                                new TargetSummary(
                                        threads,
                                        measured.size(),
                                        Math.exp(
                                                measured.stream()
                                                        .map(row -> ratio(row, threads))
                                                        .mapToDouble(OptionalDouble::getAsDouble)
                                                        .map(Math::log)
                                                        .average()
                                                        .getAsDouble()),
                                        worst.name(),
                                        ratio(worst, threads).getAsDouble()));
    }

    private static OptionalDouble ratio(RowResult row, int threads) {
        return row.ratio(Timing.ONNX_RUNTIME, threads);
    }

    boolean isReached() {
        return geometricMean >= TargetList.GEOMETRIC_MEAN
                && smallestRatio >= TargetList.LEAST_RATIO;
    }

    /// For people.
    String text() {
        return ("threads %d: geometric mean of %d models against ONNX Runtime %.2f (asked %.2f:"
                        + " %s), smallest %.2f of %s (asked %.2f: %s)")
                .formatted(
                        threads,
                        models,
                        geometricMean,
                        TargetList.GEOMETRIC_MEAN,
                        geometricMean >= TargetList.GEOMETRIC_MEAN ? "yes" : "no",
                        smallestRatio,
                        smallest,
                        TargetList.LEAST_RATIO,
                        smallestRatio >= TargetList.LEAST_RATIO ? "yes" : "no");
    }
}
