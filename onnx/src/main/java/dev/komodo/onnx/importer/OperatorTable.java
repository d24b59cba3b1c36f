package dev.komodo.onnx.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every operator that can be imported, by family. A new one is a row in its family.
public final class OperatorTable {
    private static final Map<String, List<Operator>> FAMILIES = Families.all();

    private static final Map<String, List<Operator>> BY_NAME = byName();

    private OperatorTable() {}

    /// The row of an operator that holds for an operator set.
    ///
    /// @param domain empty for ONNX's own
    static Optional<Operator> find(String domain, String name, int version) {
        return BY_NAME.getOrDefault(domain + "::" + name, List.of()).stream()
                .filter(operator -> operator.holds(version))
                .findFirst();
    }

    private static Map<String, List<Operator>> byName() {
        Map<String, List<Operator>> rows = new HashMap<>();
        FAMILIES.values()
                .forEach(
                        family ->
                                family.forEach(
                                        row ->
                                                rows.computeIfAbsent(
                                                                row.domain() + "::" + row.name(),
                                                                _ -> new ArrayList<>())
                                                        .add(row)));
        return rows;
    }

    /// The table as Markdown: a line per family.
    public static String markdown() {
        StringBuilder text = new StringBuilder("| family | operators (first operator set) |\n");
        text.append("|---|---|\n");
        FAMILIES.forEach(
                (family, rows) -> {
                    List<String> names = rows.stream().map(OperatorTable::label).sorted().toList();
                    text.append("| ").append(family).append(" | ");
                    text.append(String.join(", ", names)).append(" |\n");
                });
        return text.toString();
    }

    private static String label(Operator row) {
        String domain = row.domain().isEmpty() ? "" : row.domain() + "::";
        String range =
                row.until() == Operator.NEWEST
                        ? Integer.toString(row.since())
                        : row.since() + "-" + row.until();
        return domain + row.name() + " (" + range + ")";
    }

    /// The number of rows.
    static int size() {
        return FAMILIES.values().stream().mapToInt(List::size).sum();
    }
}
