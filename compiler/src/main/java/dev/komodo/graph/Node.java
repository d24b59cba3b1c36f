package dev.komodo.graph;

import java.util.List;
import java.util.Objects;

/// One equation of a graph: `results = op(operands)`. Its results are the consecutive values from
/// `firstResult`.
///
/// @param firstResult the id of the first result
/// @param op the operation with its operands
/// @param types the type of each result, as the builder derived them; the verifier derives them
///   again
public record Node(int firstResult, Op op, List<TensorType> types) {
    /// Copies the list.
    public Node {
        Objects.requireNonNull(op);
        types = List.copyOf(types);
    }

    /// The handle of result `i`.
    public Value result(int i) {
        Objects.checkIndex(i, types.size());
        return new Value(firstResult + i);
    }
}
