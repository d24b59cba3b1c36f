package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

/// Triangles of the matrices of the last two axes.
final class Triangles {
    private Triangles() {}

    /// The elements on and below the diagonal, zeros above it.
    static Tensor lower(Tensor matrix) {
        return rows(matrix).greaterEqual(columns(matrix)).select(matrix, Zeros.scalar(matrix));
    }

    /// The elements below the diagonal, zeros elsewhere.
    static Tensor strictlyLower(Tensor matrix) {
        return rows(matrix).greater(columns(matrix)).select(matrix, Zeros.scalar(matrix));
    }

    /// The elements on and above the diagonal, zeros below it.
    static Tensor upper(Tensor matrix) {
        return rows(matrix).lessEqual(columns(matrix)).select(matrix, Zeros.scalar(matrix));
    }

    /// The elements above the diagonal, zeros elsewhere.
    static Tensor strictlyUpper(Tensor matrix) {
        return rows(matrix).less(columns(matrix)).select(matrix, Zeros.scalar(matrix));
    }

    /// The elements below the diagonal and half of those on it, zeros above.
    static Tensor halved(Tensor matrix) {
        Tensor half = rows(matrix).equalTo(columns(matrix)).select(matrix.mul(0.5), matrix);
        return lower(half);
    }

    /// Each matrix transposed.
    static Tensor transposed(Tensor matrix) {
        int rank = matrix.rank();
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        order[rank - 2] = rank - 1;
        order[rank - 1] = rank - 2;
        return matrix.transpose(order);
    }

    private static Tensor rows(Tensor matrix) {
        return numbers(matrix, 0);
    }

    private static Tensor columns(Tensor matrix) {
        return numbers(matrix, 1);
    }

    private static Tensor numbers(Tensor matrix, int axis) {
        Dim rows = matrix.dim(-2);
        Dim columns = matrix.dim(-1);
        return matrix.builder().iota(DType.I64, axis, rows, columns);
    }
}
