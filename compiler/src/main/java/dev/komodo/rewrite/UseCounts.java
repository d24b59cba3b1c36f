package dev.komodo.rewrite;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How often the values of a graph are used, before and under reconstruction. What a rule made and
/// the graph does not know counts as used once.
final class UseCounts {
    private final int[] source;
    private final Map<Value, Integer> rebuilt = new HashMap<>();

    private UseCounts(int[] source) {
        this.source = source;
    }

    /// The uses by live nodes and by outputs.
    static UseCounts of(Graph graph, Set<Node> live) {
        int[] counts = new int[graph.valueCount()];
        for (Node node : graph.nodes()) {
            if (live.contains(node)) {
                node.op().operands().forEach(operand -> counts[operand.id()]++);
            }
        }
        graph.outputs().forEach(output -> counts[output.value().id()]++);
        return new UseCounts(counts);
    }

    /// How often a value of the graph is used.
    int ofSource(Value value) {
        return source[value.id()];
    }

    /// Notes which value takes the place of one of the graph.
    void rename(Value from, Value to) {
        rebuilt.merge(to, source[from.id()], Integer::sum);
    }

    /// Whether a value under reconstruction is used once at most.
    boolean isOnce(Value value) {
        return rebuilt.getOrDefault(value, 1) <= 1;
    }
}
