package dev.komodo.autodiff;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
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
    private final Set<Value> dependent = new HashSet<>();
    private final Set<Value> active = new HashSet<>();

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
            path.dependent.add(input.value());
            path.active.add(input.value());
        }
        path.nodes.forEach(path::mark);
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

    private void mark(Node node) {
        Op op = node.op();
        boolean depends = op.operands().stream().anyMatch(dependent::contains);
        boolean changes =
                op instanceof Op.Bitcast
                        ? depends
                        : op.operands().stream().anyMatch(active::contains)
                                && Differentiability.of(op) != Differentiability.NONE;
        for (int i = 0; i < node.types().size(); i++) {
            if (depends) {
                dependent.add(node.result(i));
            }
            if (changes && node.types().get(i).dtype().isFloat()) {
                active.add(node.result(i));
            }
        }
    }

    private boolean isActive(Node node) {
        for (int i = 0; i < node.types().size(); i++) {
            if (active.contains(node.result(i))) {
                return true;
            }
        }
        return false;
    }

    /// Whether an operand of a node is made of the inputs.
    boolean depends(Node node) {
        return node.op().operands().stream().anyMatch(dependent::contains);
    }

    /// Whether a value changes with the inputs.
    boolean isActive(Value value) {
        return active.contains(value);
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
