package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// `broadcast(broadcast(x, s, a), t, b) -> broadcast(x, t, b after a)`.
public final class MergeBroadcasts implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (op instanceof Op.Broadcast(Value operand, Shape shape, List<Integer> outer)
                && graph.producer(operand)
                        instanceof Op.Broadcast(Value inner, Shape _, List<Integer> axes)) {
            List<Integer> merged = axes.stream().map(outer::get).toList();
            return Optional.of(graph.apply(new Op.Broadcast(inner, shape, merged)).getFirst());
        }
        return Optional.empty();
    }
}
