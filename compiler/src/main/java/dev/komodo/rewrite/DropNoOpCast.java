package dev.komodo.rewrite;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// `cast(x, dtype of x) -> x`.
public final class DropNoOpCast implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.Cast(Value operand, DType dtype)
                        && graph.tensor(operand).dtype() == dtype
                ? Optional.of(graph.tensor(operand))
                : Optional.empty();
    }
}
