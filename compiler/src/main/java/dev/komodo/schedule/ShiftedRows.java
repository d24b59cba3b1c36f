package dev.komodo.schedule;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.stream.IntStream;

/// Elements less the largest of their row: never positive, whatever they are. Softmax and
/// log-sum-exp take exponentials of such.
final class ShiftedRows {
    private ShiftedRows() {}

    /// Whether a value is `x - max(x)`.
    static boolean isBelow(Scope scope, Value value) {
        return scope.op(value) instanceof Op.Binary(var kind, Value x, Value shift)
                && kind == BinaryOp.SUBTRACT
                && isLargestOfRow(scope, shift, x);
    }

    /// Whether each element is the largest of the elements of x in its row, along some axes.
    private static boolean isLargestOfRow(Scope scope, Value largest, Value x) {
        if (!(scope.op(largest) instanceof Op.Broadcast(Value folded, var _, var axes))) {
            return false;
        }
        List<Dim> dims = scope.dims(x);
        if (isMaximumOf(scope, folded, x)) {
            Op.Reduce reduce = (Op.Reduce) scope.op(folded);
            return axes.equals(
                    IntStream.range(0, dims.size())
                            .filter(axis -> !reduce.axes().contains(axis))
                            .boxed()
                            .toList());
        }
        return scope.op(folded) instanceof Op.Reshape(Value maximum, var _)
                && isMaximumOf(scope, maximum, x)
                && axes.equals(IntStream.range(0, dims.size()).boxed().toList())
                && isKept(dims, scope.dims(folded), ((Op.Reduce) scope.op(maximum)).axes());
    }

    private static boolean isMaximumOf(Scope scope, Value folded, Value x) {
        return scope.op(folded) instanceof Op.Reduce(var kind, Value operand, var _)
                && kind == ReduceOp.MAXIMUM
                && operand.equals(x);
    }

    /// Whether the folded axes have the extent 1, and the others their own.
    private static boolean isKept(List<Dim> dims, List<Dim> kept, List<Integer> folded) {
        return IntStream.range(0, dims.size())
                .allMatch(
                        axis ->
                                folded.contains(axis)
                                        ? kept.get(axis).is(1)
                                        : kept.get(axis).equals(dims.get(axis)));
    }
}
