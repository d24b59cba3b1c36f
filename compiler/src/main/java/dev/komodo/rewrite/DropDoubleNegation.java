package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.Optional;

/// `-(-x) -> x`, `not(not(x)) -> x`.
public final class DropDoubleNegation implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.Unary(UnaryOp outer, Value operand)
                        && (outer == UnaryOp.NEGATE || outer == UnaryOp.NOT)
                        && graph.producer(operand) instanceof Op.Unary(UnaryOp kind, Value inner)
                        && kind == outer
                ? Optional.of(graph.tensor(inner))
                : Optional.empty();
    }
}
