package dev.komodo.onnx.importer;

import dev.komodo.error.UnsupportedException;
import dev.komodo.onnx.model.OnnxAttribute;
import dev.komodo.onnx.model.OnnxFunction;
import dev.komodo.onnx.model.OnnxGraph;
import dev.komodo.onnx.model.OnnxModelFile;
import dev.komodo.onnx.model.OnnxNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Finds all operators of a model that no row of the table holds for, before anything is built.
final class UnknownOperators {
    private final Map<String, OnnxFunction> functions;
    private final Map<Unknown, List<String>> nodesByOperator =
            new TreeMap<>(
                    Comparator.comparing(Unknown::name)
                            .thenComparing(Unknown::domain)
                            .thenComparingInt(Unknown::version));
    private final Set<String> visitedFunctions = new HashSet<>();

    /// An operator of a version that the table has no row for.
    private record Unknown(String domain, String name, int version) {
        String in(List<String> nodes) {
            String home = domain.isEmpty() ? "ai.onnx" : domain;
            return "%s (%s %d) in %s: it %s"
                    .formatted(
                            name,
                            home,
                            version,
                            String.join(", ", nodes),
                            RefusedOperators.reason(domain, name, version));
        }
    }

    private UnknownOperators(Map<String, OnnxFunction> functions) {
        this.functions = functions;
    }

    /// Refuses a model with unknown operators, naming all of them and their nodes.
    ///
    /// @throws UnsupportedException if there is one
    static void refuse(OnnxModelFile model, Map<String, OnnxFunction> functions) {
        UnknownOperators search = new UnknownOperators(functions);
        search.nodes(model.graph().nodes(), new Frame(model.operatorSets(), Map.of(), 0), "");
        if (!search.nodesByOperator.isEmpty()) {
            throw new UnsupportedException(
                    "The model '"
                            + model.graph().name()
                            + "' uses operators that Komodo cannot import: "
                            + search.nodesByOperator.entrySet().stream()
                                    .map(e -> e.getKey().in(e.getValue()))
                                    .collect(Collectors.joining("; "))
                            + " (docs/operators.md lists what it can)");
        }
    }

    private void nodes(List<OnnxNode> nodes, Frame frame, String path) {
        for (int i = 0; i < nodes.size(); i++) {
            node(nodes.get(i), frame, path + GraphImporter.label(nodes.get(i), i));
        }
    }

    private void node(OnnxNode node, Frame frame, String label) {
        OnnxFunction function = functions.get(GraphImporter.functionKey(node));
        if (function != null) {
            if (visitedFunctions.add(GraphImporter.functionKey(node))) {
                Frame inner = new Frame(function.operatorSets(), Map.of(), 0);
                nodes(function.nodes(), inner, label + " / ");
            }
            return;
        }
        int version = frame.version(node.domain());
        if (OperatorTable.find(node.domain(), node.operator(), version).isEmpty()) {
            nodesByOperator
                    .computeIfAbsent(
                            new Unknown(node.domain(), node.operator(), version),
                            _ -> new ArrayList<>())
                    .add(label);
        }
        for (OnnxAttribute attribute : node.attributes()) {
            if (attribute instanceof OnnxAttribute.GraphValue(String _, OnnxGraph graph)) {
                nodes(graph.nodes(), frame, label + " / ");
            }
        }
    }
}
