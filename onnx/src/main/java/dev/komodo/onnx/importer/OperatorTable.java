package dev.komodo.onnx.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every operator that can be imported, by family. A new one is a row in its family.
public final class OperatorTable {
    private static final Map<String, List<Operator>> BY_NAME = byName();

    private OperatorTable() {}

    /// The row of an operator that holds for an operator set.
    ///
    /// @param domain empty for ONNX's own
    static Optional<Operator> find(String domain, String name, int version) {
        return rows(domain, name).stream().filter(operator -> operator.holds(version)).findFirst();
    }

    /// All rows of an operator.
    static List<Operator> rows(String domain, String name) {
        return BY_NAME.getOrDefault(domain + "::" + name, List.of());
    }

    private static Map<String, List<Operator>> byName() {
        Map<String, List<Operator>> rows = new HashMap<>();
        Families.all()
                .values()
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
}
