package dev.komodo.bench.targets;

import dev.komodo.measure.Ceiling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// The table as Markdown.
final class TargetTable {
    private static final List<String> PEERS =
            List.of(Timing.ONNX_RUNTIME, "openblas", "mkl", "onednn", "c", "java", "vector");

    private TargetTable() {}

    /// This machine's ceilings at a number of threads.
    static String ceilings(int threads, Map<Ceiling, Double> rates) {
        return rates.entrySet().stream()
                .map(
                        e ->
                                "%s %.1f %s"
                                        .formatted(
                                                e.getKey().text(), e.getValue(), e.getKey().unit()))
                .collect(
                        Collectors.joining(
                                ", ", "ceilings, threads " + threads + ": ", "%n".formatted()));
    }

    /// The names of the columns of models.
    static String modelHeader() {
        List<String> columns = new ArrayList<>(List.of("model", "threads", "Komodo, ms"));
        PEERS.forEach(peer -> columns.add(peer + ", ms (ratio)"));
        columns.addAll(List.of("of ceiling", "1 to 2 threads", "asked", "reached"));
        return line(columns) + line(columns.stream().map(_ -> "---").toList());
    }

    /// A model's lines, one for each number of threads.
    static String model(RowResult row) {
        StringBuilder lines = new StringBuilder();
        for (int threads : List.of(1, 2)) {
            List<String> cells = new ArrayList<>(List.of(row.name(), "" + threads));
            cells.add(millis(row.median(Timing.KOMODO, threads)));
            PEERS.forEach(peer -> cells.add(peer(row, peer, threads)));
            cells.add(
                    row.share(threads)
                            .map(s -> "%.0f %% %s".formatted(100 * s.share(), s.binding()))
                            .orElse(""));
            cells.add(threads == 1 ? "" : twoDigits(row.scaling()));
            addVerdicts(cells, row, threads);
            lines.append(line(cells));
        }
        return lines.toString();
    }

    private static String peer(RowResult row, String peer, int threads) {
        OptionalDouble ratio = row.ratio(peer, threads);
        return ratio.isPresent()
                ? "%s (%s)".formatted(millis(row.median(peer, threads)), twoDigits(ratio))
                : "";
    }

    private static void addVerdicts(List<String> cells, RowResult row, int threads) {
        List<Verdict> verdicts =
                row.verdicts().stream().filter(v -> v.threads() == threads).toList();
        cells.add(verdicts.stream().map(v -> v.aim().text()).collect(Collectors.joining("; ")));
        cells.add(verdicts.stream().map(Verdict::text).collect(Collectors.joining("; ")));
    }

    /// The names of the columns of calls and compilations.
    static String timeHeader() {
        return line(List.of("row", "what", "median", "asked", "reached"))
                + line(List.of("---", "---", "---", "---", "---"));
    }

    /// A line for each side.
    static String times(RowResult row) {
        StringBuilder lines = new StringBuilder();
        for (Timing timing : row.timings()) {
            List<Verdict> verdicts =
                    row.verdicts().stream()
                            .filter(
                                    v ->
                                            v.aim() instanceof Aim.Within within
                                                    && within.side().equals(timing.side()))
                            .toList();
            lines.append(
                    line(
                            List.of(
                                    row.name(),
                                    timing.side(),
                                    Durations.text(timing.samples().median()),
                                    verdicts.stream()
                                            .map(v -> v.aim().text())
                                            .collect(Collectors.joining("; ")),
                                    verdicts.stream()
                                            .map(Verdict::text)
                                            .collect(Collectors.joining("; ")))));
        }
        return lines.toString();
    }

    private static String millis(OptionalDouble nanos) {
        return nanos.isPresent() ? Durations.millis(nanos.getAsDouble()) : "";
    }

    private static String twoDigits(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "";
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |%n".formatted()));
    }
}
