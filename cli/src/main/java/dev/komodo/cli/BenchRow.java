package dev.komodo.cli;

import dev.komodo.measure.Ceiling;
import dev.komodo.measure.CeilingShare;
import dev.komodo.measure.Json;
import dev.komodo.measure.RandomArrays;
import dev.komodo.measure.Samples;
import dev.komodo.measure.Work;
import dev.komodo.runtime.KernelReport;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One measurement.
///
/// @param model the file
/// @param threads the threads of a call
/// @param report where the kernel came from
/// @param draw how random inputs were drawn
/// @param komodo the times of Komodo's calls
/// @param peer the other side
/// @param work what a call must do
/// @param share how near Komodo's median comes to this machine's ceilings
/// @param rates the ceilings, those that the shares use measured beside this model
record BenchRow(
        Path model,
        int threads,
        KernelReport report,
        RandomArrays.Draw draw,
        Samples komodo,
        Optional<Peer> peer,
        Work work,
        CeilingShare share,
        Map<Ceiling, Double> rates) {
    /// The other side.
    ///
    /// @param name what the user asked for
    /// @param version the runtime's version
    /// @param times of its calls
    /// @param loadNanos how long it took to load the model
    /// @param difference the largest difference of the results, in units of what is allowed
    record Peer(String name, String version, Samples times, long loadNanos, double difference) {}

    /// The model's name.
    String name() {
        return name(model);
    }

    private static String name(Path model) {
        return String.valueOf(model.getFileName()).replaceAll("\\.onnx$", "");
    }

    /// The peer's median by Komodo's: above 1, Komodo is faster.
    Optional<Double> ratio() {
        return peer.map(other -> other.times().median() / komodo.median());
    }

    /// Billions of operations a second.
    double gigaOperations() {
        return work.operations() / komodo.median();
    }

    /// Billions of bytes a second.
    double gigaBytes() {
        return work.bytes() / komodo.median();
    }

    /// The measurement as a JSON object; times in milliseconds, rates in billions a second.
    Map<String, Object> json() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", model.toString());
        row.put("name", name());
        row.put("threads", threads);
        row.put("komodo_ms", komodo.median() / 1e6);
        peer.ifPresent(other -> row.put("peer_ms", other.times().median() / 1e6));
        ratio().ifPresent(ratio -> row.put("ratio", ratio));
        row.put("komodo", times(komodo));
        peer.ifPresent(
                other -> {
                    Map<String, Object> side = times(other.times());
                    side.put("name", other.name());
                    side.put("version", other.version());
                    side.put("load_ms", other.loadNanos() / 1e6);
                    side.put("largest_difference", other.difference());
                    row.put("peer", side);
                });
        row.put("cache", cache());
        row.put("compile_ms", report.compileNanos() / 1e6);
        row.put("load_ms", report.loadNanos() / 1e6);
        row.put("inputs", draw.name().toLowerCase(Locale.ROOT));
        row.put("work", workJson());
        row.put("share", shareJson());
        row.put("ceilings", ceilingsJson());
        return row;
    }

    private static Map<String, Object> times(Samples samples) {
        Map<String, Object> side = new LinkedHashMap<>();
        side.put("median_ms", samples.median() / 1e6);
        side.put("p10_ms", samples.quantile(0.1) / 1e6);
        side.put("p90_ms", samples.quantile(0.9) / 1e6);
        side.put("best_ms", samples.best() / 1e6);
        side.put("spread", samples.spread());
        side.put("samples", samples.count());
        return side;
    }

    private Map<String, Object> workJson() {
        Map<String, Object> counted = new LinkedHashMap<>();
        counted.put("product_flops", work.productFlops());
        counted.put("element_ops", work.elementOps());
        counted.put("read_bytes", work.readBytes());
        counted.put("written_bytes", work.writtenBytes());
        counted.put("gflops", gigaOperations());
        counted.put("gbytes", gigaBytes());
        return counted;
    }

    private Map<String, Object> shareJson() {
        Map<String, Object> shares = new LinkedHashMap<>();
        shares.put("compute", share.compute());
        shares.put("memory", share.memory());
        shares.put("in_cache", share.inCache());
        shares.put("binding", share.binding());
        shares.put("of_ceiling", share.share());
        return shares;
    }

    private Map<String, Object> ceilingsJson() {
        Map<String, Object> ceilings = new LinkedHashMap<>();
        for (Ceiling ceiling : Ceiling.values()) {
            Double rate = rates.get(ceiling);
            ceilings.put(ceiling.text(), rate == null ? "absent" : rate);
        }
        return ceilings;
    }

    /// `hit` or `miss`.
    String cache() {
        return report.cache().name().toLowerCase(Locale.ROOT);
    }

    /// A model that could not be measured, as a JSON object.
    static Map<String, Object> failure(Path model, int threads, String error) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", model.toString());
        row.put("name", name(model));
        row.put("threads", threads);
        row.put("error", error);
        return row;
    }

    /// A JSON list, a row on each line.
    static String list(List<Object> rows) {
        return rows.stream()
                .map(Json::write)
                .collect(Collectors.joining(",\n ", "[", "]" + System.lineSeparator()));
    }
}
