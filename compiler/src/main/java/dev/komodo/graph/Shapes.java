package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.Arrays;
import java.util.List;

/// Shapes from what users write, and the broadcasting of two shapes.
final class Shapes {
    private Shapes() {}

    /// A shape of [Dim]s, numbers and names of symbols.
    static Shape of(Object... dims) {
        return new Shape(Arrays.stream(dims).map(Shapes::dim).toList());
    }

    private static Dim dim(Object dim) {
        return switch (dim) {
            case Dim given -> given;
            case Integer size -> Dim.of(size);
            case Long size -> Dim.of(size);
            case String name -> Dim.symbol(name);
            default ->
                    throw new InvalidGraphException(
                            "An extent is a Dim, an int, a long or a symbol's name, found "
                                    + dim.getClass().getSimpleName()
                                    + " "
                                    + dim);
        };
    }

    /// The axis counted from 0.
    ///
    /// @param axis from the front, or from the end if negative
    static int axis(String name, int axis, int rank) {
        int counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new InvalidGraphException(
                    name + ": axis " + axis + " of a tensor of rank " + rank + " does not exist");
        }
        return counted;
    }

    /// The axes counted from 0, ascending; all axes if none is named.
    static List<Integer> axes(String name, int[] axes, int rank) {
        int[] counted =
                axes.length == 0
                        ? java.util.stream.IntStream.range(0, rank).toArray()
                        : Arrays.stream(axes)
                                .map(axis -> axis(name, axis, rank))
                                .sorted()
                                .toArray();
        for (int i = 1; i < counted.length; i++) {
            if (counted[i] == counted[i - 1]) {
                throw new InvalidGraphException(
                        name
                                + ": axis "
                                + counted[i]
                                + " is named twice in "
                                + Arrays.toString(axes));
            }
        }
        return Arrays.stream(counted).boxed().toList();
    }

    /// The shape that two shapes broadcast to, aligned at the end: a literal 1 yields to the other
    /// extent; other extents must be equal, by a guard where that is not known.
    static Shape broadcast(GraphBuilder builder, Shape left, Shape right, String name) {
        int rank = Math.max(left.rank(), right.rank());
        Dim[] dims = new Dim[rank];
        for (int i = 1; i <= rank; i++) {
            Dim one = i <= left.rank() ? left.dim(left.rank() - i) : Dim.of(1);
            Dim other = i <= right.rank() ? right.dim(right.rank() - i) : Dim.of(1);
            dims[rank - i] = join(builder, one, other, name + " of " + left + " and " + right);
        }
        return Shape.of(dims);
    }

    private static Dim join(GraphBuilder builder, Dim left, Dim right, String reason) {
        if (right.is(1)) {
            return left;
        }
        if (left.is(1)) {
            return right;
        }
        return unify(builder, left, right, reason);
    }

    /// One of two extents that are equal, by a guard where that is not known: the number if one is.
    static Dim unify(GraphBuilder builder, Dim left, Dim right, String reason) {
        if (left.equals(right)) {
            return left;
        }
        builder.requireEqual(left, right, reason + " (an extent broadcasts only if it is 1)");
        return right instanceof Dim.Fixed ? right : left;
    }

    /// The tensor under a shape of the same rank whose extents are known to be equal, though they
    /// are written differently.
    static Tensor relabel(Tensor tensor, Shape shape) {
        if (tensor.shape().equals(shape)) {
            return tensor;
        }
        tensor.builder()
                .requireEqual(
                        tensor.shape().elements(),
                        shape.elements(),
                        "elements of " + tensor.shape() + " and " + shape);
        return tensor.builder().apply(new Op.Reshape(tensor.value(), shape)).getFirst();
    }

    /// The tensor broadcast to a shape that its own broadcasts to.
    static Tensor expand(Tensor tensor, Shape shape) {
        if (tensor.shape().equals(shape)) {
            return tensor;
        }
        int lead = shape.rank() - tensor.rank();
        List<Integer> axes = java.util.stream.IntStream.range(lead, shape.rank()).boxed().toList();
        List<Dim> dims =
                axes.stream()
                        .map(
                                axis ->
                                        tensor.shape().dim(axis - lead).is(1)
                                                ? Dim.of(1)
                                                : shape.dim(axis))
                        .toList();
        Tensor labelled = relabel(tensor, new Shape(dims));
        if (labelled.shape().equals(shape)) {
            return labelled;
        }
        Op.Broadcast op = new Op.Broadcast(labelled.value(), shape, axes);
        return labelled.builder().apply(op).getFirst();
    }
}
