package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;

/// `dims [2, 3] -> constant {2, 3}`.
public final class FoldFixedDims implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        return op instanceof Op.DimVector(List<Dim> dims)
                        && dims.stream().allMatch(dim -> dim instanceof Dim.Fixed)
                ? Optional.of(
                        graph.constants(
                                dims.stream().mapToLong(dim -> dim.evaluate(_ -> 0)).toArray()))
                : Optional.empty();
    }
}
