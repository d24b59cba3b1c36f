package dev.komodo.autodiff;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.function.Supplier;

/// Minimum and maximum of two: which operand the result is, and how equal ones share.
final class Extremes {
    private Extremes() {}

    /// Where the result is the operand `one` of the two.
    static Supplier<Tensor> isChosen(BinaryOp kind, Tensor one, Tensor other) {
        return () -> kind == BinaryOp.MINIMUM ? one.lessEqual(other) : one.greaterEqual(other);
    }

    /// The share of the chosen operand in a change: half of it where both are equal.
    static Tensor share(Tensor change, Tensor one, Tensor other) {
        Tensor half = change.builder().constant(change.dtype(), 0.5);
        Tensor whole = change.builder().constant(change.dtype(), 1.0);
        return change.mul(one.equalTo(other).select(half, whole));
    }

    /// The share of each chosen element in the change of an extreme over axes.
    static Tensor shareOf(Tensor chosen, DType dtype, List<Integer> axes) {
        int[] folded = axes.stream().mapToInt(axis -> axis).toArray();
        return chosen.cast(DType.I64).sum(folded).cast(dtype).reciprocal();
    }
}
