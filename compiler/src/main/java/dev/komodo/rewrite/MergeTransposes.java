package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// `transpose(transpose(x, p), q) -> transpose(x, p after q)`.
public final class MergeTransposes implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (op instanceof Op.Transpose(Value operand, List<Integer> outer)
                && graph.producer(operand)
                        instanceof Op.Transpose(Value inner, List<Integer> permutation)) {
            List<Integer> merged = outer.stream().map(permutation::get).toList();
            return Optional.of(graph.apply(new Op.Transpose(inner, merged)).getFirst());
        }
        return Optional.empty();
    }
}
