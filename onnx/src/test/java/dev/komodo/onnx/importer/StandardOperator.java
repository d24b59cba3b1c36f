package dev.komodo.onnx.importer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What ONNX says of an operator.
///
/// @param domain empty for ONNX's own
/// @param versions the operator sets that brought or changed it, the first one first
/// @param isDeprecated whether the last of them took it away
/// @param types by type parameter, the element types that it may stand for
record StandardOperator(
        String domain,
        String name,
        List<Integer> versions,
        boolean isDeprecated,
        List<Formal> inputs,
        List<Formal> outputs,
        Map<String, List<String>> types) {
    /// An input or output as declared.
    ///
    /// @param type a type parameter, or an element type
    record Formal(String name, String type, boolean isOptional, boolean isRepeated) {
        private static Formal of(String text) {
            String[] parts = text.split(":", -1);
            String name = parts[0].replaceAll("[?*]", "");
            return new Formal(name, parts[1], parts[0].endsWith("?"), parts[0].endsWith("*"));
        }

        private static List<Formal> list(String text) {
            return text.isEmpty()
                    ? List.of()
                    : Arrays.stream(text.split(", ", -1)).map(Formal::of).toList();
        }
    }

    StandardOperator {
        versions = List.copyOf(versions);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// All operators of ONNX's documents, ONNX's own domain first, by name.
    static List<StandardOperator> all() {
        return lines("standard-operators.tsv").stream().map(StandardOperator::of).toList();
    }

    /// The lines of a resource beside this class, without comments.
    static List<String> lines(String resource) {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        StandardOperator.class.getResourceAsStream(resource)),
                                StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static StandardOperator of(String line) {
        String[] columns = line.split("\t", -1);
        Map<String, List<String>> types = new LinkedHashMap<>();
        if (!columns[5].isEmpty()) {
            for (String constraint : columns[5].split("; ", -1)) {
                String[] sides = constraint.split("=", -1);
                types.put(sides[0], List.of(sides[1].split(" ", -1)));
            }
        }
        return new StandardOperator(
                columns[0].equals("ai.onnx") ? "" : columns[0],
                columns[1],
                Arrays.stream(columns[2].replace(" deprecated", "").split(" ", -1))
                        .map(Integer::valueOf)
                        .toList(),
                columns[2].endsWith(" deprecated"),
                Formal.list(columns[3]),
                Formal.list(columns[4]),
                types);
    }

    /// The name with the domain, where that is not ONNX's own.
    String label() {
        return domain.isEmpty() ? name : domain + "::" + name;
    }

    /// An input as declared; the last one where that may be repeated.
    Formal input(int index) {
        return inputs.get(Math.min(index, inputs.size() - 1));
    }

    /// The last operator set that has the operator.
    int last() {
        int newest = domain.isEmpty() ? Operator.NEWEST : versions.getLast();
        return isDeprecated ? versions.getLast() - 1 : newest;
    }
}
