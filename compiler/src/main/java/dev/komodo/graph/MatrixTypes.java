package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Type rules of the ops on matrices.
final class MatrixTypes {
    private MatrixTypes() {}

    static List<TensorType> factorize(Op.Factorize op, TensorType operand) {
        String name = "factorize " + TypeRules.text(op.kind());
        requireMatrices(name, operand);
        List<Dim> dims = operand.shape().dims();
        List<Dim> batch = dims.subList(0, dims.size() - 2);
        Dim rows = dims.get(dims.size() - 2);
        Dim columns = dims.getLast();
        Dim least = rows.plus(columns).minus(rows.maximum(columns));
        return switch (op.kind()) {
            case CHOLESKY -> {
                requireSquare(name, operand);
                yield List.of(operand);
            }
            case LU ->
                    List.of(
                            operand,
                            new TensorType(DType.I64, with(batch, rows)),
                            new TensorType(operand.dtype(), new Shape(batch)));
            case QR ->
                    List.of(
                            new TensorType(operand.dtype(), with(batch, rows, least)),
                            new TensorType(operand.dtype(), with(batch, least, columns)));
            case EIGH -> {
                requireSquare(name, operand);
                yield List.of(new TensorType(operand.dtype(), with(batch, rows)), operand);
            }
            case SVD ->
                    List.of(
                            new TensorType(operand.dtype(), with(batch, rows, least)),
                            new TensorType(operand.dtype(), with(batch, least)),
                            new TensorType(operand.dtype(), with(batch, least, columns)));
        };
    }

    static TensorType solveTriangular(List<TensorType> types) {
        TensorType matrix = types.get(0);
        TensorType right = types.get(1);
        requireMatrices("solvetriangular", matrix);
        requireMatrices("solvetriangular", right);
        requireSquare("solvetriangular", matrix);
        List<Dim> rows = right.shape().dims().subList(0, right.shape().rank() - 1);
        List<Dim> columns = matrix.shape().dims().subList(0, matrix.shape().rank() - 1);
        if (matrix.dtype() != right.dtype() || !rows.equals(columns)) {
            throw new InvalidGraphException(
                    "solvetriangular takes matrices [batch..., n, n] and right sides [batch..., n,"
                            + " k] of one dtype, found "
                            + matrix
                            + " and "
                            + right);
        }
        return right;
    }

    private static void requireMatrices(String name, TensorType type) {
        boolean fits = type.dtype() == DType.F32 || type.dtype() == DType.F64;
        if (!fits || type.shape().rank() < 2) {
            throw new InvalidGraphException(
                    name
                            + " takes matrices [batch..., m, n] of f32 or f64, found "
                            + type
                            + (fits ? "; add an axis" : "; cast the operand first"));
        }
    }

    private static void requireSquare(String name, TensorType type) {
        int rank = type.shape().rank();
        if (!type.shape().dim(rank - 1).equals(type.shape().dim(rank - 2))) {
            throw new InvalidGraphException(name + " takes square matrices, found " + type);
        }
    }

    private static Shape with(List<Dim> batch, Dim... more) {
        List<Dim> dims = new ArrayList<>(batch);
        dims.addAll(List.of(more));
        return new Shape(dims);
    }
}
