package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// `transpose(x, [0, 1, ...]) -> x`.
public final class DropIdentityTranspose implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.Transpose(Value operand, List<Integer> permutation)
                        && IntStream.range(0, permutation.size())
                                .allMatch(axis -> permutation.get(axis) == axis)
                ? Optional.of(graph.tensor(operand))
                : Optional.empty();
    }
}
