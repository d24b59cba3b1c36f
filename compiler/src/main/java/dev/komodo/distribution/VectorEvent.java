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

    /// The extent of the event, which may be 0.
    static Dim extent(String what, Shape shape) {
        if (shape.rank() == 0) {
            throw new InvalidGraphException(
                    "What becomes " + what + " is a vector, found the shape " + shape);
        }
        return shape.dim(shape.rank() - 1);
    }

    /// Requires the last two axes to have a size.
    static void requireMatrix(Shape shape, int size) {
        int rank = shape.rank();
        if (rank < 2 || !shape.dim(rank - 1).is(size) || !shape.dim(rank - 2).is(size)) {
            throw new InvalidGraphException(
                    "The last two axes are " + size + " each, found the shape " + shape);
        }
    }

    /// A parameter whose last two axes are a square.
    static Tensor requireSquare(Tensor matrix) {
        int rank = matrix.rank();
        if (rank < 2 || !matrix.dim(-1).equals(matrix.dim(-2))) {
            throw new InvalidGraphException(
                    "The factor of a normal distribution is square, found " + matrix.type());
        }
        return matrix;
    }

    /// A square matrix with 0 above its diagonal.
    static Tensor lowerTriangle(Tensor matrix) {
        Dim size = requireSquare(matrix).dim(-1);
        Tensor row = matrix.builder().iota(DType.I64, 0, size, size);
        Tensor column = matrix.builder().iota(DType.I64, 1, size, size);
        Tensor zero = matrix.builder().constant(matrix.dtype(), 0.0);
        return column.lessEqual(row).select(matrix, zero);
    }

    /// `n log(2 pi) / 2` for matrices `[..., n, n]`, a scalar.
    static Tensor halfLogTwoPi(Tensor matrix) {
        return matrix.builder()
                .dims(matrix.dim(-1))
                .reshape(Shape.SCALAR)
                .cast(matrix.dtype())
                .mul(Formulas.HALF_LOG_TWO_PI);
    }

    /// The diagonal: `[..., n, n] -> [..., n]`.
    static Tensor diagonal(Tensor matrix) {
        Dim size = matrix.dim(-1);
        Tensor row = matrix.builder().iota(DType.I64, 0, size, size);
        Tensor column = matrix.builder().iota(DType.I64, 1, size, size);
        Tensor zero = matrix.builder().constant(matrix.dtype(), 0.0);
        return row.equalTo(column).select(matrix, zero).sum(-1);
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
