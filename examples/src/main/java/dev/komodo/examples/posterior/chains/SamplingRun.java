package dev.komodo.examples.posterior.chains;

import dev.komodo.examples.posterior.diagnostics.Summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a run of several chains gave.
///
/// @param outcomes of each chain, in their order
/// @param samples of the chains that finished
public record SamplingRun(List<ChainOutcome> outcomes, Samples samples) {
    private static final double MAX_R_HAT = 1.01;
    private static final double MIN_SIZE_PER_CHAIN = 100;

    /// Copies the outcomes.
    public SamplingRun {
        outcomes = List.copyOf(outcomes);
    }

    /// A line for each chain that failed.
    public List<String> failures() {
        return outcomes.stream()
                .filter(outcome -> outcome.failure().isPresent())
                .map(outcome -> "chain " + outcome.chain() + " " + outcome.failure().get())
                .toList();
    }

    /// A line for each reason not to trust the samples. source: for the limits, V21 section 4 (see
    /// package `diagnostics`).
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (samples.divergences() > 0) {
            warnings.add(
                    samples.divergences()
                            + " transitions diverged: the draws may miss a region. Raise the"
                            + " acceptance, or choose parameters of more even scale.");
        }
        for (Map.Entry<String, Summary> entry : samples.summaries().entrySet()) {
            Summary summary = entry.getValue();
            double least = Math.min(summary.essBulk(), summary.essTail());
            if (summary.rHat() > MAX_R_HAT) {
                warnings.add(
                        "R-hat of %s is %.3f: the chains do not agree. Draw more."
                                .formatted(entry.getKey(), summary.rHat()));
            } else if (least < MIN_SIZE_PER_CHAIN * samples.chains()) {
                warnings.add(
                        "The effective size of %s is %.0f only. Draw more."
                                .formatted(entry.getKey(), least));
            }
        }
        return warnings;
    }
}
