package dev.komodo.rewrite;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Cuts what two values need out of a graph under reconstruction: a graph of its own, with the
/// outputs `before`, `after` and every value on the way.
final class Excerpt {
    private static final int MOST_NODES = 4000;

    private Excerpt() {}

    /// The excerpt: nothing if it is too large, or needs an extent that is found outside of it.
    static Optional<Graph> of(
            GraphBuilder graph, List<Literal> weights, Value before, Value after) {
        Graph whole = graph.finish();
        Set<Node> needed = needed(whole, before, after);
        if (needed.size() > MOST_NODES || hasForeignDims(needed)) {
            return Optional.empty();
        }
        GraphBuilder excerpt = new GraphBuilder("excerpt");
        try {
            graph.guards().stream()
                    .filter(
                            guard ->
                                    isAbout(guard.left(), needed) && isAbout(guard.right(), needed))
                    .forEach(g -> excerpt.requireEqual(g.left(), g.right(), g.reason()));
            Map<Value, Tensor> copies = copy(whole, needed, weights, excerpt);
            excerpt.output("before", Objects.requireNonNull(copies.get(before)));
            excerpt.output("after", Objects.requireNonNull(copies.get(after)));
            int number = 0;
            for (Tensor tensor : copies.values()) {
                if (tensor.dtype().isFloat()) {
                    excerpt.output("on_the_way_" + number++, tensor);
                }
            }
            return Optional.of(excerpt.build());
        } catch (InvalidGraphException cannotStandAlone) {
            return Optional.empty(); // a guard that the excerpt's inputs cannot prove
        }
    }

    private static Set<Node> needed(Graph whole, Value before, Value after) {
        Set<Node> needed = new HashSet<>();
        for (Node node : whole.nodes()) {
            if (node.op() instanceof Op.Input) {
                needed.add(node); // it may bind an extent
            }
        }
        Deque<Value> open = new ArrayDeque<>(List.of(before, after));
        while (!open.isEmpty() && needed.size() <= MOST_NODES) {
            Node node = whole.producer(open.pop());
            if (needed.add(node) || node.op() instanceof Op.Input) {
                node.op().operands().forEach(open::push);
            }
        }
        return needed;
    }

    private static Map<Value, Tensor> copy(
            Graph whole, Set<Node> needed, List<Literal> weights, GraphBuilder excerpt) {
        Map<Value, Tensor> copies = new HashMap<>();
        for (Node node : whole.nodes()) {
            if (needed.contains(node)) {
                List<Tensor> results =
                        switch (node.op()) {
                            case Op.Input(String name, TensorType type) ->
                                    List.of(excerpt.input(name, type));
                            case Op.Weight(int slot, TensorType _) ->
                                    List.of(excerpt.weight(weights.get(slot)));
                            case Op op ->
                                    excerpt.apply(
                                            Operands.replace(
                                                    op,
                                                    v ->
                                                            Objects.requireNonNull(copies.get(v))
                                                                    .value()));
                        };
                for (int i = 0; i < results.size(); i++) {
                    copies.put(node.result(i), results.get(i));
                }
            }
        }
        return copies;
    }

    private static boolean hasForeignDims(Set<Node> nodes) {
        Set<Dim> defined = new HashSet<>();
        Set<Dim> mentioned = new HashSet<>();
        for (Node node : nodes) {
            switch (node.op()) {
                case Op.NonZero(Value _, Dim.Data count) -> defined.add(count);
                case Op.Scan scan -> scan.steps().ifPresent(defined::add);
                case Op _ -> {}
            }
            for (TensorType type : node.types()) {
                type.shape().dims().forEach(dim -> mentioned.addAll(dim.atoms()));
            }
        }
        mentioned.removeIf(dim -> !(dim instanceof Dim.Data));
        return !defined.containsAll(mentioned);
    }

    private static boolean isAbout(Dim dim, Set<Node> nodes) {
        Set<Dim> bound = new HashSet<>();
        for (Node node : nodes) {
            if (node.op() instanceof Op.Input(String _, TensorType type)) {
                type.shape().dims().forEach(own -> bound.addAll(own.atoms()));
            }
        }
        return bound.containsAll(dim.atoms());
    }
}
