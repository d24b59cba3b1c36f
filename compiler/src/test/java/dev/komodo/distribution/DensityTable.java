package dev.komodo.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The exact log-densities of `log-densities.txt`, which says how they were computed.
final class DensityTable {
    private DensityTable() {}

    /// A log-density.
    record Row(String distribution, double x, List<Double> parameters, BigDecimal exact) {
        /// Whether all arguments are far from the limits of f32, and counts are exact in it.
        boolean isModerate() {
            return Stream.concat(Stream.of(x), parameters.stream())
                    .map(Math::abs)
                    .allMatch(size -> size == 0 || (size > 1e-15 && size < 1e6));
        }

        /// The row with arguments of f32.
        Row rounded() {
            return new Row(
                    distribution,
                    (float) x,
                    parameters.stream().map(value -> (double) value.floatValue()).toList(),
                    exact);
        }

        /// The distance of a result.
        double error(double found) {
            return Double.isFinite(found)
                    ? new BigDecimal(found).subtract(exact).abs().doubleValue()
                    : Double.POSITIVE_INFINITY;
        }
    }

    /// All rows, by distribution.
    static Map<String, List<Row>> read() {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        DensityTable.class.getResourceAsStream(
                                                "/distribution/log-densities.txt")),
                                StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(DensityTable::row)
                    .collect(
                            Collectors.groupingBy(
                                    Row::distribution, LinkedHashMap::new, Collectors.toList()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Row row(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
        List<Double> parameters =
                words.subList(2, words.indexOf("=")).stream().map(Double::valueOf).toList();
        return new Row(
                words.getFirst(),
                Double.parseDouble(words.get(1)),
                parameters,
                new BigDecimal(words.getLast()));
    }
}
