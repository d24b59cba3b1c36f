package dev.komodo.cli;

import dev.komodo.measure.Json;
import dev.komodo.runtime.KernelReport;
import dev.komodo.runtime.NDArray;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a run gave, as text and as JSON.
///
/// @param report where the kernel came from
/// @param runNanos how long a call took
/// @param outputs the outputs by name, in order
/// @param profile where the time went, if that was asked
record RunResult(
        KernelReport report,
        long runNanos,
        Map<String, NDArray> outputs,
        Optional<ProfileReport> profile) {
    private static final int SHOWN_FLOATS = 8;
    private static final int SHOWN_INTEGERS = 512;
    private static final int LINE = 36;
    private static final String LINE_END = System.lineSeparator();

    String text(Path model, int threads, Map<String, Path> files) {
        StringBuilder text = new StringBuilder();
        text.append(model.getFileName()).append(": cache ").append(cache());
        text.append(", compile ").append(Decimals.fixed(report.compileNanos() / 1e6, 1));
        text.append(" ms, load ").append(Decimals.fixed(report.loadNanos() / 1e6, 1));
        text.append(" ms, run ").append(Decimals.fixed(runNanos / 1e6, 3)).append(" ms, ");
        text.append(threads).append(threads == 1 ? " thread" : " threads").append(LINE_END);
        outputs.forEach(
                (name, array) -> {
                    text.append(name).append(' ').append(array);
                    text.append(statistics(array)).append(LINE_END);
                    text.append(elements(array));
                    if (files.containsKey(name)) {
                        text.append("  written to ").append(files.get(name)).append(LINE_END);
                    }
                });
        profile.ifPresent(loops -> text.append(loops.text()));
        return text.toString();
    }

    String json(Path model, Map<String, Path> files) {
        List<Object> list = new ArrayList<>();
        outputs.forEach(
                (name, array) -> {
                    Map<String, Object> output = new LinkedHashMap<>();
                    output.put("name", name);
                    output.put("dtype", array.dtype().text());
                    output.put("shape", Arrays.stream(array.sizes()).boxed().toList());
                    if (array.elements() > 0) {
                        Statistics statistics = Statistics.of(array);
                        output.put("min", statistics.minimum());
                        output.put("max", statistics.maximum());
                        output.put("mean", statistics.mean());
                    }
                    output.put("first", first(array, SHOWN_FLOATS));
                    if (files.containsKey(name)) {
                        output.put("file", files.get(name).toString());
                    }
                    list.add(output);
                });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", model.toString());
        result.put("cache", cache());
        result.put("key", report.key());
        result.put("compile_ms", report.compileNanos() / 1e6);
        result.put("load_ms", report.loadNanos() / 1e6);
        result.put("run_ms", runNanos / 1e6);
        result.put("outputs", list);
        profile.ifPresent(loops -> result.put("profile", loops.json()));
        return Json.write(result) + System.lineSeparator();
    }

    private String cache() {
        return report.cache().name().toLowerCase(Locale.ROOT);
    }

    private static String statistics(NDArray array) {
        if (array.elements() == 0) {
            return "";
        }
        Statistics statistics = Statistics.of(array);
        return "  min "
                + Decimals.significant(statistics.minimum())
                + "  max "
                + Decimals.significant(statistics.maximum())
                + "  mean "
                + Decimals.significant(statistics.mean());
    }

    private static String elements(NDArray array) {
        boolean isFloat = array.dtype().isFloat();
        int limit = isFloat ? SHOWN_FLOATS : SHOWN_INTEGERS;
        List<Object> shown = first(array, limit);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            text.append(i % LINE == 0 ? (i == 0 ? "  " : System.lineSeparator() + "  ") : " ");
            text.append(
                    shown.get(i) instanceof Double number
                            ? Decimals.significant(number)
                            : shown.get(i));
        }
        return text.append(array.elements() > shown.size() ? " ..." : "")
                .append(System.lineSeparator())
                .toString();
    }

    private static List<Object> first(NDArray array, int limit) {
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < Math.min(limit, array.elements()); i++) {
            if (array.dtype().isFloat()) {
                values.add(array.get(i));
            } else {
                values.add(array.getLong(i));
            }
        }
        return values;
    }

    /// The extremes and the mean of an array that is not empty; NaN if an element is.
    private record Statistics(double minimum, double maximum, double mean) {
        static Statistics of(NDArray array) {
            double minimum = Double.POSITIVE_INFINITY;
            double maximum = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (long i = 0; i < array.elements(); i++) {
                double value = array.get(i);
                minimum = Math.min(minimum, value);
                maximum = Math.max(maximum, value);
                sum += value;
            }
            return new Statistics(minimum, maximum, sum / array.elements());
        }
    }
}
