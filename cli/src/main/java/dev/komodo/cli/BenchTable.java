package dev.komodo.cli;

import dev.komodo.measure.Ceiling;
import dev.komodo.measure.Samples;
import dev.komodo.measure.peer.PeerProvider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measurements for people.
final class BenchTable {
    private static final String COLUMNS = "%-20s %4s %22s %22s %7s %10s %8s %9s %9s  %-8s %s%n";

    private BenchTable() {}

    /// This machine's ceilings, and the names of the columns.
    static String header(int threads, Map<Ceiling, Double> rates, Optional<PeerProvider> peer) {
        List<String> ceilings = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (Ceiling ceiling : Ceiling.values()) {
            Double rate = rates.get(ceiling);
            if (rate == null) {
                absent.add(ceiling.text());
            } else {
                ceilings.add("%s %.1f %s".formatted(ceiling.text(), rate, ceiling.unit()));
            }
        }
        return "ceilings at %d thread%s: %s%s%n"
                        .formatted(
                                threads,
                                threads == 1 ? "" : "s",
                                String.join(", ", ceilings),
                                absent.isEmpty() ? "" : "; absent: " + String.join(", ", absent))
                + COLUMNS.formatted(
                        "model",
                        "thr",
                        "komodo ms (spread)",
                        peer.map(p -> p.name() + " ms (spread)").orElse(""),
                        peer.isPresent() ? "ratio" : "",
                        "GFLOP/s",
                        "GB/s",
                        "compute",
                        "memory",
                        "binds",
                        "cache, compile, load ms");
    }

    /// A measurement.
    static String line(BenchRow row) {
        return COLUMNS.formatted(
                row.name(),
                row.threads(),
                times(row.komodo()),
                row.peer().map(peer -> times(peer.times())).orElse(""),
                row.ratio().map(ratio -> "%.2f".formatted(ratio)).orElse(""),
                "%.1f".formatted(row.gigaOperations()),
                "%.1f".formatted(row.gigaBytes()),
                "%.0f %%".formatted(100 * row.share().compute()),
                row.share().inCache()
                        ? "in cache"
                        : "%.0f %%".formatted(100 * row.share().memory()),
                row.share().binding(),
                "%s, %.0f, %.1f"
                        .formatted(
                                row.cache(),
                                row.report().compileNanos() / 1e6,
                                row.report().loadNanos() / 1e6));
    }

    private static String times(Samples samples) {
        return "%.4f (%.0f %%)".formatted(samples.median() / 1e6, 100 * samples.spread());
    }
}
