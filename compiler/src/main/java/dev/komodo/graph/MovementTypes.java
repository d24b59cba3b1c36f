package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Type rules of the ops that make, move, repeat or pick elements.
final class MovementTypes {
    private MovementTypes() {}

    static TensorType weight(Op.Weight op) {
        if (op.slot() < 0 || !op.type().shape().isFixed()) {
            throw new InvalidGraphException(
                    "weight takes a slot from 0 and a fixed shape, found slot "
                            + op.slot()
                            + " and "
                            + op.type());
        }
        return op.type();
    }

    static TensorType iota(Op.Iota op) {
        if (op.type().dtype() == DType.BOOL) {
            throw new InvalidGraphException("iota gives numbers, asked for " + op.type());
        }
        TypeRules.requireAxis("iota", op.axis(), op.type().shape().rank());
        return op.type();
    }

    static TensorType reshape(Op.Reshape op, TensorType operand) {
        Dim difference = operand.shape().elements().minus(op.shape().elements());
        if (difference instanceof Dim.Fixed && !difference.is(0)) {
            throw new InvalidGraphException(
                    "reshape keeps the number of elements, found "
                            + operand
                            + " to "
                            + op.shape()
                            + " ("
                            + operand.shape().elements()
                            + " and "
                            + op.shape().elements()
                            + " elements)");
        }
        return new TensorType(operand.dtype(), op.shape());
    }

    static TensorType transpose(Op.Transpose op, TensorType operand) {
        int rank = operand.shape().rank();
        TypeRules.requireDistinct("transpose", op.permutation(), rank);
        if (op.permutation().size() != rank) {
            throw new InvalidGraphException(
                    "transpose takes each axis of " + operand + " once, found " + op.permutation());
        }
        List<Dim> dims = op.permutation().stream().map(axis -> operand.shape().dim(axis)).toList();
        return new TensorType(operand.dtype(), new Shape(dims));
    }

    static TensorType broadcast(Op.Broadcast op, TensorType operand) {
        boolean fits = op.axes().size() == operand.shape().rank();
        int last = -1;
        for (int i = 0; fits && i < op.axes().size(); i++) {
            int axis = op.axes().get(i);
            fits = axis > last && axis < op.shape().rank();
            if (fits) {
                Dim extent = operand.shape().dim(i);
                fits = extent.is(1) || extent.equals(op.shape().dim(axis));
            }
            last = axis;
        }
        if (!fits) {
            throw new InvalidGraphException(
                    "broadcast takes ascending axes whose extents are 1 or the result's, found "
                            + operand
                            + " to "
                            + op.shape()
                            + " at axes "
                            + op.axes());
        }
        return new TensorType(operand.dtype(), op.shape());
    }

    static TensorType slice(Op.Slice op, TensorType operand) {
        int rank = operand.shape().rank();
        if (op.starts().size() != rank || op.sizes().size() != rank || op.steps().size() != rank) {
            throw new InvalidGraphException(
                    "slice takes a start, a size and a step per axis of "
                            + operand
                            + ", found starts="
                            + op.starts()
                            + " sizes="
                            + op.sizes()
                            + " steps="
                            + op.steps());
        }
        for (int axis = 0; axis < rank; axis++) {
            requireInside(op, axis, operand);
        }
        return new TensorType(operand.dtype(), new Shape(op.sizes()));
    }

    private static void requireInside(Op.Slice op, int axis, TensorType operand) {
        long step = op.steps().get(axis);
        boolean inside = step != 0;
        if (op.starts().get(axis) instanceof Dim.Fixed(long start)
                && op.sizes().get(axis) instanceof Dim.Fixed(long size)
                && operand.shape().dim(axis) instanceof Dim.Fixed(long extent)
                && size != 0) {
            long end = Math.addExact(start, Math.multiplyExact(size - 1, step));
            inside &= size > 0 && start >= 0 && start < extent && end >= 0 && end < extent;
        }
        if (!inside) {
            throw new InvalidGraphException(
                    "slice takes elements that exist, by a step that is not 0, found axis "
                            + axis
                            + " of "
                            + operand
                            + " from "
                            + op.starts().get(axis)
                            + ", "
                            + op.sizes().get(axis)
                            + " elements by "
                            + step);
        }
    }

    static TensorType pad(Op.Pad op, List<TensorType> types) {
        TensorType operand = types.get(0);
        TensorType padding = types.get(1);
        if (padding.dtype() != operand.dtype() || padding.shape().rank() != 0) {
            throw new InvalidGraphException(
                    "pad takes a scalar of the operand's dtype, found "
                            + padding
                            + " for "
                            + operand);
        }
        int rank = operand.shape().rank();
        boolean fits = op.low().size() == rank && op.high().size() == rank;
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; fits && axis < rank; axis++) {
            Dim low = op.low().get(axis);
            Dim high = op.high().get(axis);
            fits = !isNegative(low) && !isNegative(high);
            dims.add(operand.shape().dim(axis).plus(low).plus(high));
        }
        if (!fits) {
            throw new InvalidGraphException(
                    "pad takes amounts of 0 or more per axis of "
                            + operand
                            + ", found low="
                            + op.low()
                            + " high="
                            + op.high());
        }
        return new TensorType(operand.dtype(), new Shape(dims));
    }

    private static boolean isNegative(Dim dim) {
        return dim instanceof Dim.Fixed(long size) && size < 0;
    }

    static TensorType concat(Op.Concat op, List<TensorType> types) {
        if (types.isEmpty()) {
            throw new InvalidGraphException("concat takes one part or more, found none");
        }
        TensorType first = types.getFirst();
        TypeRules.requireAxis("concat", op.axis(), first.shape().rank());
        Dim extent = Dim.of(0);
        for (TensorType type : types) {
            boolean alike =
                    type.dtype() == first.dtype()
                            && type.shape().rank() == first.shape().rank()
                            && withExtent(type.shape(), op.axis(), Dim.of(0))
                                    .equals(withExtent(first.shape(), op.axis(), Dim.of(0)));
            if (!alike) {
                throw new InvalidGraphException(
                        "concat takes parts that differ along axis "
                                + op.axis()
                                + " only, found "
                                + first
                                + " and "
                                + type);
            }
            extent = extent.plus(type.shape().dim(op.axis()));
        }
        return new TensorType(first.dtype(), withExtent(first.shape(), op.axis(), extent));
    }

    static Shape withExtent(Shape shape, int axis, Dim extent) {
        List<Dim> dims = new ArrayList<>(shape.dims());
        dims.set(axis, extent);
        return new Shape(dims);
    }

    static TensorType gather(Op.Gather op, List<TensorType> types) {
        TensorType operand = types.get(0);
        TensorType indices = types.get(1);
        return new TensorType(
                operand.dtype(), taken("gather", operand.shape(), indices, op.axis()));
    }

    /// The shape of what indices take along an axis: `[a..., i..., b...]`.
    static Shape taken(String name, Shape operand, TensorType indices, int axis) {
        TypeRules.requireAxis(name, axis, operand.rank());
        if (!indices.dtype().isInteger() || indices.dtype() == DType.U64) {
            throw new InvalidGraphException(
                    name
                            + " takes indices of an integer dtype that i64 holds, found "
                            + indices
                            + "; cast them");
        }
        List<Dim> dims = new ArrayList<>(operand.dims().subList(0, axis));
        dims.addAll(indices.shape().dims());
        dims.addAll(operand.dims().subList(axis + 1, operand.rank()));
        return new Shape(dims);
    }

    static TensorType scatter(Op.Scatter op, List<TensorType> types) {
        TensorType operand = types.get(0);
        TensorType indices = types.get(1);
        TensorType updates = types.get(2);
        if (!op.kind().accepts(operand.dtype())) {
            throw new InvalidGraphException(
                    "scatter "
                            + TypeRules.text(op.kind())
                            + " does not take "
                            + operand
                            + "; cast the operand first");
        }
        TensorType expected =
                new TensorType(
                        operand.dtype(), taken("scatter", operand.shape(), indices, op.axis()));
        if (!updates.equals(expected)) {
            throw new InvalidGraphException(
                    "scatter along axis "
                            + op.axis()
                            + " of "
                            + operand
                            + " by indices "
                            + indices
                            + " takes updates "
                            + expected
                            + ", found "
                            + updates);
        }
        return operand;
    }

    static List<TensorType> sort(Op.Sort op, TensorType operand) {
        TypeRules.requireAxis("sort", op.axis(), operand.shape().rank());
        return List.of(operand, new TensorType(DType.I64, operand.shape()));
    }

    static TensorType nonZero(Op.NonZero op, TensorType operand) {
        Dim elements = operand.shape().elements().bound();
        if (!op.count().bound().equals(elements)) {
            throw new InvalidGraphException(
                    "nonzero of "
                            + operand
                            + " gives at most "
                            + elements
                            + " positions, found the bound "
                            + op.count().bound());
        }
        return new TensorType(DType.I64, Shape.of(Dim.of(operand.shape().rank()), op.count()));
    }
}
