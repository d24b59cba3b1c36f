package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// `x * 1 -> x`, `1 * x -> x`, `x / 1 -> x`, `pow(x, 1) -> x`.
public final class DropMultiplyByOne implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        boolean scales =
                kind == BinaryOp.MULTIPLY || kind == BinaryOp.DIVIDE || kind == BinaryOp.POWER;
        if (scales && Constants.isEverywhere(right, 1, graph)) {
            return Optional.of(graph.tensor(left));
        }
        return kind == BinaryOp.MULTIPLY && Constants.isEverywhere(left, 1, graph)
                ? Optional.of(graph.tensor(right))
                : Optional.empty();
    }
}
