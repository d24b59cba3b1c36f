package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Linear algebra on tensors: extents that are equal by a guard are written alike, batches are
/// broadcast.
final class Matrices {
    private Matrices() {}

    static List<Tensor> factorize(FactorizeOp kind, Tensor operand, OnFailure onFailure) {
        String name = "factorize " + TypeRules.text(kind);
        requireMatrix(name, operand);
        Tensor matrix = kind.takesSquares() ? squared(name, operand) : operand;
        return matrix.builder().apply(new Op.Factorize(kind, matrix.value(), onFailure));
    }

    static Tensor solveTriangular(
            Tensor left,
            Tensor right,
            boolean lower,
            boolean transposed,
            boolean unitDiagonal,
            OnFailure onFailure) {
        String name = "solvetriangular";
        GraphBuilder builder = GraphBuilder.inner(left, right);
        Tensor matrix = builder.adopt(left);
        Tensor sides = builder.adopt(right);
        requireMatrix(name, matrix);
        if (sides.rank() == 1) {
            Tensor column = sides.expandDims(1);
            return solveTriangular(matrix, column, lower, transposed, unitDiagonal, onFailure)
                    .squeeze(-1);
        }
        requireMatrix(name, sides);
        matrix = squared(name, matrix);
        Dim order = matrix.dim(-1);
        String reason = name + " of " + left.type() + " and " + right.type();
        builder.requireEqual(order, sides.dim(-2), reason);
        Shape batch = Shapes.broadcast(builder, leading(matrix), leading(sides), reason);
        Tensor one = Shapes.expand(matrix, with(batch, order, order));
        Tensor other = Shapes.expand(sides, with(batch, order, sides.dim(-1)));
        return builder.apply(
                        new Op.SolveTriangular(
                                one.value(),
                                other.value(),
                                lower,
                                transposed,
                                unitDiagonal,
                                onFailure))
                .getFirst();
    }

    static Tensor permuteRows(Tensor matrix, Tensor order) {
        Rows rows = rows("permuterows", matrix, order);
        return rows.flat().gather(rows.order(), 0).reshape(rows.shape());
    }

    /// All rows of all matrices.
    ///
    /// @param flat `[batch * n, k]`
    /// @param order for each row, the position of another among all
    /// @param shape that of the matrices
    private record Rows(Tensor flat, Tensor order, Shape shape) {}

    private static Rows rows(String name, Tensor left, Tensor right) {
        GraphBuilder builder = GraphBuilder.inner(left, right);
        Tensor matrix = builder.adopt(left);
        Tensor order = builder.adopt(right).cast(DType.I64);
        requireMatrix(name, matrix);
        String reason = name + " of " + left.type() + " by " + right.type();
        Shape target =
                Shapes.broadcast(builder, order.shape(), withoutLastAxis(matrix.shape()), reason);
        Dim count = target.dim(target.rank() - 1);
        Shape batch = new Shape(target.dims().subList(0, target.rank() - 1));
        Shape whole = with(batch, count, matrix.dim(-1));
        Tensor flat = Shapes.expand(matrix, whole).reshape(flattened(whole));
        Tensor first =
                builder.iota(DType.I64, 0, batch.elements(), Dim.of(1)).mul(size(builder, count));
        Tensor within = Shapes.expand(order, target).reshape(Shape.of(batch.elements(), count));
        Tensor all = within.add(first).reshape(Shape.of(batch.elements().times(count)));
        return new Rows(flat, all, whole);
    }

    private static Tensor size(GraphBuilder builder, Dim dim) {
        return builder.dims(dim).reshape(Shape.SCALAR);
    }

    private static Shape flattened(Shape shape) {
        Dim last = shape.dim(shape.rank() - 1);
        return Shape.of(withoutLastAxis(shape).elements(), last);
    }

    private static Shape withoutLastAxis(Shape shape) {
        return new Shape(shape.dims().subList(0, shape.rank() - 1));
    }

    private static void requireMatrix(String name, Tensor tensor) {
        if (tensor.rank() < 2) {
            throw new InvalidGraphException(
                    name + " takes matrices [batch..., m, n], found " + tensor.type());
        }
    }

    /// The matrices with both extents written alike.
    private static Tensor squared(String name, Tensor tensor) {
        Dim order =
                Shapes.unify(
                        tensor.builder(),
                        tensor.dim(-2),
                        tensor.dim(-1),
                        name + " of square matrices, found " + tensor.type());
        return Shapes.relabel(tensor, with(leading(tensor), order, order));
    }

    private static Shape leading(Tensor tensor) {
        return new Shape(tensor.shape().dims().subList(0, tensor.rank() - 2));
    }

    private static Shape with(Shape batch, Dim rows, Dim columns) {
        List<Dim> dims = new ArrayList<>(batch.dims());
        dims.add(rows);
        dims.add(columns);
        return new Shape(dims);
    }
}
