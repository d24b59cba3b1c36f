package dev.komodo.distribution;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// The lower triangle of square matrices of one size, and its elements as a vector, row by row.
///
/// @param size the number of rows
/// @param diagonal whether the diagonal is part of it
record Triangle(int size, boolean diagonal) {
    /// That of matrices of a shape.
    ///
    /// @throws InvalidGraphException if they are not square, or their size is not a number
    static Triangle ofMatrix(Shape shape, boolean diagonal) {
        int rank = shape.rank();
        if (rank < 2
                || !(shape.dim(rank - 1) instanceof Dim.Fixed(long columns))
                || !shape.dim(rank - 2).is(columns)
                || columns < 1
                || columns > 4096) {
            throw new InvalidGraphException(
                    "The last two axes of a Cholesky factor are one number from 1 to 4096 each,"
                            + " found the shape "
                            + shape);
        }
        return new Triangle((int) columns, diagonal);
    }

    /// That whose elements are vectors of a shape.
    ///
    /// @throws InvalidGraphException if no triangle has so many
    static Triangle ofVector(Shape shape, boolean diagonal) {
        int rank = shape.rank();
        if (rank > 0 && shape.dim(rank - 1) instanceof Dim.Fixed(long elements)) {
            for (int size = 1; size <= 4096; size++) {
                Triangle triangle = new Triangle(size, diagonal);
                if (triangle.elements() == elements) {
                    return triangle;
                }
            }
        }
        throw new InvalidGraphException(
                "The last axis has the n (n "
                        + (diagonal ? "+" : "-")
                        + " 1) / 2 elements of a triangle, found the shape "
                        + shape);
    }

    /// The number of elements.
    long elements() {
        return (long) size * (diagonal ? size + 1 : size - 1) / 2;
    }

    Shape vectorShape(Shape matrix) {
        Shape rows = new Shape(matrix.dims().subList(0, matrix.rank() - 1));
        return VectorEvent.withLast(rows, Dim.of(elements()));
    }

    Shape matrixShape(Shape vector) {
        List<Dim> dims = new ArrayList<>(vector.dims().subList(0, vector.rank() - 1));
        dims.add(Dim.of(size));
        dims.add(Dim.of(size));
        return new Shape(dims);
    }

    /// The vector in its places of a matrix, 0 elsewhere: `[..., elements] -> [..., size, size]`.
    Tensor toMatrix(Tensor vector) {
        GraphBuilder builder = vector.builder();
        Tensor zero = builder.constant(vector.dtype(), 0.0);
        if (elements() == 0) {
            return zero.broadcastTo(matrixShape(vector.shape()));
        }
        LiteralBuilder places = new LiteralBuilder(DType.I64, size, size);
        int next = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < row + (diagonal ? 1 : 0); column++) {
                places.putBits((long) row * size + column, next++);
            }
        }
        Tensor filled = vector.gather(builder.constant(places.build()), -1);
        return inside(builder).select(filled, zero);
    }

    /// The elements of a matrix as a vector: `[..., size, size] -> [..., elements]`.
    Tensor toVector(Tensor matrix) {
        List<Tensor> rows = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            int columns = row + (diagonal ? 1 : 0);
            if (columns > 0) {
                rows.add(matrix.slice(-2, row, row + 1L).squeeze(-2).slice(-1, 0, columns));
            }
        }
        return rows.isEmpty()
                ? matrix.slice(-2, 0, 1).squeeze(-2).slice(-1, 0, 0)
                : Tensor.concat(-1, rows);
    }

    /// Which places of a matrix belong to the triangle: `bool[size, size]`.
    Tensor inside(GraphBuilder builder) {
        Tensor row = builder.iota(DType.I64, 0, size, size);
        Tensor column = builder.iota(DType.I64, 1, size, size);
        return diagonal ? column.lessEqual(row) : column.less(row);
    }

    /// Which places of a matrix are on the diagonal: `bool[size, size]`.
    Tensor onDiagonal(GraphBuilder builder) {
        return builder.iota(DType.I64, 0, size, size)
                .equalTo(builder.iota(DType.I64, 1, size, size));
    }
}
