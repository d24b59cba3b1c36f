package dev.komodo.distribution;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// What transforms of vectors have in common. The event is the last axis.
final class VectorEvent {
    private VectorEvent() {}

    /// The shape, if it has an axis for the event.
    static Shape require(String what, Shape shape) {
        if (shape.rank() == 0 || shape.dim(shape.rank() - 1).is(0)) {
            throw new InvalidGraphException(
                    "The last axis of "
                            + what
                            + " has at least one element, found the shape "
                            + shape);
        }
        return shape;
    }

    /// All elements of the event but the last.
    static Tensor butLast(Tensor vector) {
        return vector.slice(-1, Dim.of(0), vector.dim(-1).minus(Dim.of(1)), 1);
    }

    /// The shape with another last extent.
    static Shape withLast(Shape shape, Dim last) {
        List<Dim> dims = new ArrayList<>(shape.dims().subList(0, shape.rank() - 1));
        dims.add(last);
        return new Shape(dims);
    }

    /// `y[k] = x[0] + ... + x[k]`, each sum on its own: an infinity spoils only what follows it.
    static Tensor runningSum(Tensor x) {
        return maskedSum(x, true);
    }

    /// `y[k] = x[0] + ... + x[k - 1]`.
    static Tensor sumBefore(Tensor x) {
        return maskedSum(x, false);
    }

    private static Tensor maskedSum(Tensor x, boolean inclusive) {
        Dim extent = x.dim(-1);
        Tensor row = x.builder().iota(DType.I64, 0, extent, extent);
        Tensor column = x.builder().iota(DType.I64, 1, extent, extent);
        Tensor taken = inclusive ? column.lessEqual(row) : column.less(row);
        Tensor zero = x.builder().constant(x.dtype(), 0.0);
        return taken.select(x.expandDims(-2), zero).sum(-1);
    }
}
