package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.Optional;

/// `pad(x, by 0 on each side) -> x`.
public final class DropEmptyPad implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.Pad pad
                        && pad.low().stream().allMatch(amount -> amount.is(0))
                        && pad.high().stream().allMatch(amount -> amount.is(0))
                ? Optional.of(graph.tensor(pad.operand()))
                : Optional.empty();
    }
}
