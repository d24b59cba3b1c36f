package dev.komodo.autodiff;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The nodes between inputs and outputs of a derivative, and the values that change with the
/// inputs.
final class Path {
    private final GraphBuilder builder;
    private final List<Node> nodes;
    private final Activity activity = new Activity();

    private Path(GraphBuilder builder, List<Node> nodes) {
        this.builder = builder;
        this.nodes = nodes;
    }

    /// The path from inputs to outputs, all of one builder.
    static Path between(GraphBuilder builder, List<Tensor> inputs, List<Tensor> outputs) {
        int first = inputs.stream().mapToInt(input -> input.value().id()).min().orElse(0);
        List<Value> ends = outputs.stream().map(Tensor::value).toList();
        Path path = new Path(builder, above(builder, ends, first));
        for (Tensor input : inputs) {
            path.activity.add(input.value());
        }
        path.nodes.forEach(path.activity::mark);
        path.nodes.removeIf(node -> !path.isActive(node));
        return path;
    }

    /// The nodes that values are made of, from the value `first` on, in their order.
    private static List<Node> above(GraphBuilder builder, Collection<Value> ends, int first) {
        Set<Integer> seen = new HashSet<>();
        List<Node> found = new ArrayList<>();
        Deque<Value> open = new ArrayDeque<>(ends);
        while (!open.isEmpty()) {
            Value value = open.remove();
            if (value.id() >= first) {
                Node node = builder.node(value);
                if (seen.add(node.firstResult())) {
                    found.add(node);
                    open.addAll(node.op().operands());
                }
            }
        }
        found.sort(Comparator.comparingInt(Node::firstResult));
        return found;
    }

    private boolean isActive(Node node) {
        for (int i = 0; i < node.types().size(); i++) {
            if (isActive(node.result(i))) {
                return true;
            }
        }
        return false;
    }

    /// Whether an operand of a node is made of the inputs.
    boolean depends(Node node) {
        return activity.depends(node);
    }

    /// Whether a value changes with the inputs.
    boolean isActive(Value value) {
        return activity.isActive(value);
    }

    /// The nodes of which a result changes with the inputs, in their order; the inputs' own among
    /// them.
    List<Node> nodes() {
        return nodes;
    }

    /// The builder of all values.
    GraphBuilder builder() {
        return builder;
    }
}
