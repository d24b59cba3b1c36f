package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// `slice(x, from 0, all of x, by 1) -> x`.
public final class DropWholeSlice implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op
                                instanceof
                                Op.Slice(
                                        Value operand,
                                        List<Dim> starts,
                                        List<Dim> sizes,
                                        List<Long> steps)
                        && starts.stream().allMatch(start -> start.is(0))
                        && steps.stream().allMatch(step -> step == 1)
                        && graph.tensor(operand).shape().dims().equals(sizes)
                ? Optional.of(graph.tensor(operand))
                : Optional.empty();
    }
}
