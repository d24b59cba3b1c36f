package dev.komodo.autodiff;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TypeRules;
import dev.komodo.graph.UnaryOp;

/// A node of a path, as the rules see it.
///
/// @param path the path
/// @param node one of its nodes
record Step(Path path, Node node) {
    /// An operand.
    Tensor operand(int index) {
        return path.builder().tensor(node.op().operands().get(index));
    }

    /// The only result.
    Tensor result() {
        return path.builder().tensor(node.result(0));
    }

    /// One of the results.
    Tensor result(int index) {
        return path.builder().tensor(node.result(index));
    }

    /// Whether an operand changes with the inputs.
    boolean isActive(int index) {
        return path.isActive(node.op().operands().get(index));
    }

    /// The builder of the node.
    GraphBuilder builder() {
        return path.builder();
    }

    /// Refuses a function that has no derivative.
    void require(UnaryOp kind) {
        if (Differentiability.of(kind) == Differentiability.UNDEFINED) {
            throw undefined("it is no function of this library");
        }
    }

    /// The failure of a derivative that does not exist.
    InvalidGraphException undefined(String advice) {
        return new InvalidGraphException(
                "The derivative of " + text() + " is not defined; " + advice);
    }

    private String text() {
        Op op = node.op();
        return TypeRules.name(op)
                + " ("
                + node.result(0)
                + ": "
                + node.types().getFirst()
                + " of "
                + op.operands()
                + ")";
    }
}
