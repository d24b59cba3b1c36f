package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.Optional;

/// `reshape(x, shape of x) -> x`.
public final class DropReshapeOfSameShape implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.Reshape reshape
                        && graph.tensor(reshape.operand()).shape().equals(reshape.shape())
                ? Optional.of(graph.tensor(reshape.operand()))
                : Optional.empty();
    }
}
