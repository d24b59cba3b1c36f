package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.Optional;

/// `broadcast(x, shape of x) -> x`.
public final class DropIdentityBroadcast implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.Broadcast broadcast
                        && graph.tensor(broadcast.operand()).shape().equals(broadcast.shape())
                ? Optional.of(graph.tensor(broadcast.operand()))
                : Optional.empty();
    }
}
