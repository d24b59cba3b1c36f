package dev.komodo.bench.sweep;

import dev.komodo.measure.Json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The sweep for people (Markdown) and as JSON (times in nanoseconds).
final class SweepTable {
    private SweepTable() {}

    /// A line for each row.
    static String of(List<SweepRow> rows) {
        StringBuilder text =
                new StringBuilder(
                        "| ratio | ratio, 2 threads | case | Komodo, us | ONNX Runtime | Komodo, 2"
                                + " threads | ONNX Runtime | Gops | GB/s |%n".formatted());
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |%n".formatted());
        for (SweepRow row : rows) {
            double nanos = row.at(1).komodo().median();
            text.append(
                    "| %.2f | %.2f | %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |%n"
                            .formatted(
                                    row.ratio(1),
                                    row.ratio(2),
                                    row.what().fullName(),
                                    nanos / 1e3,
                                    row.at(1).onnxRuntime().median() / 1e3,
                                    row.at(2).komodo().median() / 1e3,
                                    row.at(2).onnxRuntime().median() / 1e3,
                                    row.work().operations() / nanos,
                                    row.work().bytes() / nanos));
        }
        return text.toString();
    }

    /// The geometric mean of each family.
    static String families(List<SweepRow> rows) {
        Map<String, List<SweepRow>> families =
                rows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        row -> row.what().family(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        StringBuilder text = new StringBuilder();
        families.forEach((family, members) -> text.append(mean(family, members)));
        return text.append(mean("all", rows)).toString();
    }

    private static String mean(String name, List<SweepRow> rows) {
        return "%s: %d cases, geometric mean %.2f at 1 thread, %.2f at 2; below 0.85: %d%n"
                .formatted(
                        name,
                        rows.size(),
                        geometricMean(rows, 1),
                        geometricMean(rows, 2),
                        rows.stream().filter(row -> row.worst() < 0.85).count());
    }

    private static double geometricMean(List<SweepRow> rows, int threads) {
        return Math.exp(
                rows.stream().mapToDouble(row -> Math.log(row.ratio(threads))).average().orElse(0));
    }

    /// All rows.
    static String json(List<SweepRow> rows) {
        List<Object> all = new ArrayList<>();
        for (SweepRow row : rows) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("family", row.what().family());
            one.put("case", row.what().name());
            for (int threads : List.of(1, 2)) {
                one.put("komodo_" + threads, row.at(threads).komodo().median());
                one.put("onnxruntime_" + threads, row.at(threads).onnxRuntime().median());
                one.put("ratio_" + threads, row.ratio(threads));
            }
            all.add(one);
        }
        return Json.write(all) + System.lineSeparator();
    }
}
