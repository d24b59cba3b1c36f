package dev.komodo.bench.targets;

import dev.komodo.measure.Ceiling;
import dev.komodo.measure.Json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The measurements as JSON: times in nanoseconds, rates in billions a second.
final class TargetJson {
    private TargetJson() {}

    /// The whole run.
    static String of(
            Map<Integer, Map<Ceiling, Double>> ceilings,
            Map<String, String> peers,
            List<RowResult> rows,
            Map<String, String> failures,
            List<TargetSummary> summaries) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("ceilings", ceilings.entrySet().stream().map(e -> ceilings(e)).toList());
        run.put("peers", peers);
        run.put("rows", rows.stream().map(TargetJson::row).toList());
        run.put("failures", failures);
        run.put("summary", summaries.stream().map(TargetJson::summary).toList());
        return Json.write(run) + System.lineSeparator();
    }

    private static Map<String, Object> ceilings(Map.Entry<Integer, Map<Ceiling, Double>> entry) {
        Map<String, Object> rates = new LinkedHashMap<>();
        rates.put("threads", entry.getKey());
        entry.getValue().forEach((ceiling, rate) -> rates.put(ceiling.text(), rate));
        return rates;
    }

    private static Map<String, Object> row(RowResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("row", result.name());
        row.put("times", result.timings().stream().map(t -> timing(result, t)).toList());
        result.scaling().ifPresent(scaling -> row.put("scaling", scaling));
        row.put("verdicts", result.verdicts().stream().map(TargetJson::verdict).toList());
        return row;
    }

    private static Map<String, Object> timing(RowResult row, Timing timing) {
        Map<String, Object> side = new LinkedHashMap<>();
        side.put("side", timing.side());
        side.put("threads", timing.threads());
        side.put("median", timing.samples().median());
        side.put("best", timing.samples().best());
        side.put("p10", timing.samples().quantile(0.1));
        side.put("p90", timing.samples().quantile(0.9));
        side.put("samples", timing.samples().count());
        if (timing.side().equals(Timing.KOMODO)) {
            row.share(timing.threads())
                    .ifPresent(
                            share -> {
                                side.put("of_ceiling", share.share());
                                side.put("binding", share.binding());
                            });
        } else {
            row.ratio(timing.side(), timing.threads()).ifPresent(ratio -> side.put("ratio", ratio));
        }
        return side;
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> judged = new LinkedHashMap<>();
        judged.put("asked", verdict.aim().text());
        judged.put("threads", verdict.threads());
        judged.put("found", verdict.found());
        judged.put("reached", verdict.isReached());
        return judged;
    }

    private static Map<String, Object> summary(TargetSummary summary) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("threads", summary.threads());
        all.put("models", summary.models());
        all.put("geometric_mean", summary.geometricMean());
        all.put("smallest", summary.smallest());
        all.put("smallest_ratio", summary.smallestRatio());
        all.put("reached", summary.isReached());
        return all;
    }
}
