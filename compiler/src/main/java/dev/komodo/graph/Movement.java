package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Operations of tensors that move, repeat or pick elements.
final class Movement {
    private Movement() {}

    static Tensor reshape(Tensor operand, Shape wanted) {
        try {
            return reshaped(operand, inferred(operand, wanted));
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    "reshape of " + operand.type() + " to " + wanted + " overflows 64 bits",
                    overflow);
        }
    }

    private static Tensor reshaped(Tensor operand, Shape shape) {
        if (shape.equals(operand.shape())) {
            return operand;
        }
        Op op = new Op.Reshape(operand.value(), shape);
        TypeRules.resultTypes(op, List.of(operand.type()));
        operand.builder()
                .requireEqual(
                        operand.shape().elements(),
                        shape.elements(),
                        "reshape of " + operand.type() + " to " + shape);
        return operand.apply(op);
    }

    private static Shape inferred(Tensor operand, Shape wanted) {
        int open = wanted.dims().indexOf(Dim.of(-1));
        if (open < 0) {
            return wanted;
        }
        Dim known = MovementTypes.withExtent(wanted, open, Dim.of(1)).elements();
        if (known.is(0) || wanted.dims().lastIndexOf(Dim.of(-1)) != open) {
            throw new InvalidGraphException(
                    "reshape of "
                            + operand.type()
                            + " to "
                            + wanted
                            + ": one extent may be -1 where the others are not 0");
        }
        Dim rest = operand.shape().elements().floorDivide(known);
        return MovementTypes.withExtent(wanted, open, rest);
    }

    static Tensor expandDims(Tensor operand, int axis) {
        int counted = Shapes.axis("expandDims", axis, operand.rank() + 1);
        List<Dim> dims = new ArrayList<>(operand.shape().dims());
        dims.add(counted, Dim.of(1));
        return Shapes.relabel(operand, new Shape(dims));
    }

    static Tensor squeeze(Tensor operand, int axis) {
        int counted = Shapes.axis("squeeze", axis, operand.rank());
        if (!operand.shape().dim(counted).is(1)) {
            throw new InvalidGraphException(
                    "squeeze drops an axis of extent 1, found axis "
                            + counted
                            + " of "
                            + operand.type());
        }
        return Shapes.relabel(operand, TypeRules.without(operand.shape(), List.of(counted)));
    }

    static Tensor transpose(Tensor operand, int[] permutation) {
        List<Integer> axes =
                permutation.length == 0
                        ? new ArrayList<>(IntStream.range(0, operand.rank()).boxed().toList())
                        : Arrays.stream(permutation)
                                .mapToObj(axis -> Shapes.axis("transpose", axis, operand.rank()))
                                .toList();
        if (permutation.length == 0) {
            Collections.reverse(axes);
        }
        return permute(operand, axes);
    }

    /// The tensor itself where the permutation changes nothing.
    static Tensor permute(Tensor operand, List<Integer> axes) {
        boolean identity = axes.equals(IntStream.range(0, operand.rank()).boxed().toList());
        return identity ? operand : operand.apply(new Op.Transpose(operand.value(), axes));
    }

    static Tensor broadcastTo(Tensor operand, Shape shape) {
        Shape joined = Shapes.broadcast(operand.builder(), operand.shape(), shape, "broadcastTo");
        for (int axis = 0; axis < joined.rank(); axis++) {
            if (joined.rank() != shape.rank()
                    || (shape.dim(axis).is(1) && !joined.dim(axis).is(1))) {
                throw new InvalidGraphException(
                        "broadcastTo: " + operand.type() + " does not broadcast to " + shape);
            }
        }
        return Shapes.expand(operand, shape);
    }

    static Tensor slice(Tensor operand, int axis, long start, long end) {
        Dim extent = operand.dim(axis);
        try {
            Dim from = start < 0 ? extent.plus(Dim.of(start)) : Dim.of(start);
            Dim until = end < 0 ? extent.plus(Dim.of(end)) : Dim.of(end);
            return slice(operand, axis, from, until.minus(from), 1);
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    "slice of " + operand.type() + " from " + start + " to " + end + " overflows",
                    overflow);
        }
    }

    static Tensor slice(Tensor operand, int axis, Dim start, Dim size, long step) {
        int counted = Shapes.axis("slice", axis, operand.rank());
        List<Dim> starts = new ArrayList<>(Collections.nCopies(operand.rank(), Dim.of(0)));
        List<Long> steps = new ArrayList<>(Collections.nCopies(operand.rank(), 1L));
        starts.set(counted, start);
        steps.set(counted, step);
        Shape shape = MovementTypes.withExtent(operand.shape(), counted, size);
        return operand.slice(starts, shape.dims(), steps);
    }

    static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new InvalidGraphException("concat takes one part or more, found none");
        }
        GraphBuilder builder = parts.getFirst().builder();
        for (Tensor part : parts) {
            builder = GraphBuilder.inner(part, builder);
        }
        Tensor first = builder.adopt(parts.getFirst());
        int counted = Shapes.axis("concat", axis, first.rank());
        List<Value> values = new ArrayList<>();
        for (Tensor part : parts) {
            values.add(aligned(first, builder.adopt(part), counted).value());
        }
        return parts.size() == 1 ? first : builder.apply(new Op.Concat(values, counted)).getFirst();
    }

    /// The part, its extents but that of the axis written as the first part's.
    private static Tensor aligned(Tensor first, Tensor part, int axis) {
        if (part.rank() != first.rank()) {
            throw new InvalidGraphException(
                    "concat takes parts of one rank, found "
                            + first.type()
                            + " and "
                            + part.type());
        }
        for (int i = 0; i < part.rank(); i++) {
            if (i != axis) {
                part.builder()
                        .requireEqual(
                                first.shape().dim(i), part.shape().dim(i), "concat, axis " + i);
            }
        }
        Dim extent = part.shape().dim(axis);
        return Shapes.relabel(part, MovementTypes.withExtent(first.shape(), axis, extent));
    }

    static Tensor gather(Tensor operand, Tensor indices, int axis) {
        GraphBuilder builder = GraphBuilder.inner(operand, indices);
        int counted = Shapes.axis("gather", axis, operand.rank());
        Op op =
                new Op.Gather(
                        builder.adopt(operand).value(), builder.adopt(indices).value(), counted);
        return builder.apply(op).getFirst();
    }

    static Tensor scatter(
            ScatterOp kind, Tensor operand, Tensor indices, Tensor updates, int axis) {
        GraphBuilder builder = GraphBuilder.inner(updates, GraphBuilder.inner(operand, indices));
        int counted = Shapes.axis("scatter", axis, operand.rank());
        Tensor into = builder.adopt(operand);
        Tensor at = builder.adopt(indices);
        Shape taken = MovementTypes.taken("scatter", into.shape(), at.type(), counted);
        Tensor put = aligned(taken, builder.adopt(updates));
        Op op = new Op.Scatter(kind, into.value(), at.value(), put.value(), counted);
        return builder.apply(op).getFirst();
    }

    /// Updates, their extents written as those of the shape that they must have; where they are of
    /// another rank, the type rule says so.
    private static Tensor aligned(Shape shape, Tensor updates) {
        if (updates.rank() != shape.rank()) {
            return updates;
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            updates.builder()
                    .requireEqual(
                            shape.dim(axis),
                            updates.shape().dim(axis),
                            "updates of scatter, axis " + axis);
        }
        return Shapes.relabel(updates, shape);
    }
}
