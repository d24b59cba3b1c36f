package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Reductions of tensors.
final class Reductions {
    private Reductions() {}

    static Tensor reduce(ReduceOp kind, Tensor operand, int[] axes, boolean keepDims) {
        List<Integer> counted = Shapes.axes(TypeRules.text(kind), axes, operand.rank());
        if (!kind.accepts(operand.dtype())) {
            throw new InvalidGraphException(
                    "reduce "
                            + TypeRules.text(kind)
                            + " does not take "
                            + operand.type()
                            + "; cast the operand first");
        }
        if (counted.isEmpty()) {
            return operand;
        }
        Tensor folded = operand.apply(new Op.Reduce(kind, operand.value(), counted));
        return keepDims ? kept(folded, operand.shape(), counted) : folded;
    }

    private static Tensor kept(Tensor folded, Shape shape, List<Integer> axes) {
        List<Dim> dims = new ArrayList<>(shape.dims());
        axes.forEach(axis -> dims.set(axis, Dim.of(1)));
        return Shapes.relabel(folded, new Shape(dims));
    }

    static Tensor mean(Tensor operand, int[] axes, boolean keepDims) {
        if (!operand.dtype().isFloat()) {
            throw new InvalidGraphException(
                    "mean takes floats, found " + operand.type() + "; cast the operand first");
        }
        if (operand.dtype() != operand.dtype().arithmetic()) {
            // the sum of many halves is no half
            return mean(operand.cast(operand.dtype().arithmetic()), axes, keepDims)
                    .cast(operand.dtype());
        }
        Dim count = Dim.of(1);
        for (int axis : Shapes.axes("mean", axes, operand.rank())) {
            count = count.times(operand.shape().dim(axis));
        }
        Tensor sum = reduce(ReduceOp.SUM, operand, axes, keepDims);
        return sum.div(number(operand, count));
    }

    /// A dim's value as a scalar of the tensor's dtype.
    private static Tensor number(Tensor like, Dim dim) {
        return dim instanceof Dim.Fixed(long size)
                ? like.builder().constant(like.dtype(), (double) size)
                : like.builder().dims(dim).reshape(Shape.SCALAR).cast(like.dtype());
    }

    static Tensor argReduce(ArgReduceOp kind, Tensor operand, int axis, boolean last) {
        int counted = Shapes.axis(TypeRules.text(kind), axis, operand.rank());
        return operand.apply(new Op.ArgReduce(kind, operand.value(), counted, last));
    }
}
