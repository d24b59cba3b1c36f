package dev.komodo.autodiff;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

/// Sums of cotangents of one value. What was taken from it by index goes back into the sum where it
/// belongs: the price is that of what was taken, not of the whole. In a loop, where the sum is a
/// carry, a step that takes one element of a long tensor costs one element on its way back.
final class Accumulation {
    private Accumulation() {}

    /// The sum of two tensors of one type; floats are added in an order of its own.
    static Tensor sum(Tensor first, Tensor second) {
        if (first.builder() != second.builder()) {
            return first.add(second);
        }
        if (isPut(second)) {
            return into(first, second);
        }
        return isPut(first) ? into(second, first) : first.add(second);
    }

    /// Whether a tensor is one of zeros with updates added to it.
    private static boolean isPut(Tensor tensor) {
        GraphBuilder builder = tensor.builder();
        Value value = tensor.value();
        while (builder.node(value).op() instanceof Op.Scatter scatter
                && scatter.kind() == ScatterOp.ADD) {
            value = scatter.operand();
            if (isZero(builder, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isZero(GraphBuilder builder, Value value) {
        Op op = builder.node(value).op();
        if (op instanceof Op.Broadcast broadcast) {
            op = builder.node(broadcast.operand()).op();
        }
        return op instanceof Op.Constant(Literal literal)
                && literal.isSplat()
                && literal.asDouble(0) == 0;
    }

    /// The updates of a tensor of zeros, added to another tensor instead.
    private static Tensor into(Tensor sum, Tensor put) {
        GraphBuilder builder = put.builder();
        Node node = builder.node(put.value());
        if (!(node.op() instanceof Op.Scatter scatter)) {
            return sum;
        }
        Tensor before = into(sum, builder.tensor(scatter.operand()));
        return before.scatter(
                ScatterOp.ADD,
                builder.tensor(scatter.indices()),
                builder.tensor(scatter.updates()),
                scatter.axis());
    }
}
