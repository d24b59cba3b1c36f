package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// `reshape(reshape(x, s), t) -> reshape(x, t)`, where it is known that x has as many elements as
/// t: two guards may prove the steps, and nothing the whole.
public final class MergeReshapes implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (op instanceof Op.Reshape(Value operand, Shape shape)
                && graph.producer(operand) instanceof Op.Reshape(Value inner, Shape _)) {
            Dim elements = graph.tensor(inner).shape().elements();
            if (graph.provesEqual(elements, shape.elements())) {
                return Optional.of(graph.apply(new Op.Reshape(inner, shape)).getFirst());
            }
        }
        return Optional.empty();
    }
}
