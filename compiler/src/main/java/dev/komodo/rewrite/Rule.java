package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.Optional;

/// One simplification: `before -> after`. Stateless. A rule looks at an op and the producers of its
/// operands, never at its users, and is exact for every input.
public interface Rule {
    /// What to use in place of the op's result: nothing if the rule does not apply. The replacement
    /// has the type that the op's result has.
    ///
    /// @param op an operation with one result, its operands in `graph`
    /// @param graph the graph under reconstruction; the rule may append to it
    Optional<Tensor> apply(Op op, GraphBuilder graph);
}
