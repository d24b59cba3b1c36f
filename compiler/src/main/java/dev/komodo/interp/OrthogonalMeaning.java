package dev.komodo.interp;

import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;

import java.util.Arrays;
import java.util.List;

/// The meaning of orthogonal factorizations: computed in f64 by other algorithms than kernels',
/// rounded at the end. Signs are as [dev.komodo.graph.FactorizeOp] says.
final class OrthogonalMeaning {
    private OrthogonalMeaning() {}

    static List<Elements> qr(Elements operand) {
        int rows = MatrixMeaning.extent(operand, 2);
        int columns = MatrixMeaning.extent(operand, 1);
        int steps = Math.min(rows, columns);
        Elements q = Elements.zeros(operand.dtype(), sizes(operand, rows, steps));
        Elements r = Elements.zeros(operand.dtype(), sizes(operand, steps, columns));
        for (int matrix = 0; matrix < MatrixMeaning.batch(operand); matrix++) {
            double[][] upper = matrix(operand, matrix);
            double[][] turned = Rotations.identity(rows);
            for (int k = 0; k < steps; k++) {
                Rotations.eliminate(upper, turned, k);
            }
            for (int k = 0; k < steps; k++) {
                double sign = upper[k][k] < 0 ? -1 : 1;
                for (int j = k; j < columns; j++) {
                    r.setReal((matrix * steps + k) * columns + j, sign * upper[k][j]);
                }
                for (int i = 0; i < rows; i++) {
                    q.setReal((matrix * rows + i) * steps + k, sign * turned[k][i]);
                }
            }
        }
        return List.of(q, r);
    }

    static List<Elements> eigh(Op.Factorize op, Elements operand) {
        int order = MatrixMeaning.extent(operand, 1);
        long[] front = Arrays.copyOf(operand.sizes(), operand.rank() - 1);
        Elements values = Elements.zeros(operand.dtype(), front);
        Elements vectors = Elements.zeros(operand.dtype(), operand.sizes());
        for (int matrix = 0; matrix < MatrixMeaning.batch(operand); matrix++) {
            double[][] a = matrix(operand, matrix);
            for (int i = 0; i < order; i++) {
                for (int j = i + 1; j < order; j++) {
                    a[i][j] = a[j][i];
                }
            }
            double[][] v = Rotations.identity(order);
            if (!Rotations.diagonalise(a, v)) {
                fail(op, matrix);
                MatrixMeaning.spoil(values, matrix * order, order);
                MatrixMeaning.spoil(vectors, matrix * order * order, order * order);
                continue;
            }
            int[] sorted = Rotations.order(order, i -> a[i][i]);
            for (int k = 0; k < order; k++) {
                int from = sorted[k];
                double sign = Rotations.orientation(v[from]);
                values.setReal(matrix * order + k, a[from][from]);
                for (int i = 0; i < order; i++) {
                    vectors.setReal((matrix * order + i) * order + k, sign * v[from][i]);
                }
            }
        }
        return List.of(values, vectors);
    }

    static List<Elements> svd(Op.Factorize op, Elements operand) {
        int rows = MatrixMeaning.extent(operand, 2);
        int columns = MatrixMeaning.extent(operand, 1);
        int count = Math.min(rows, columns);
        boolean isTall = rows > columns;
        Elements u = Elements.zeros(operand.dtype(), sizes(operand, rows, count));
        long[] front = Arrays.copyOf(operand.sizes(), operand.rank() - 1);
        front[front.length - 1] = count;
        Elements s = Elements.zeros(operand.dtype(), front);
        Elements v = Elements.zeros(operand.dtype(), sizes(operand, count, columns));
        for (int matrix = 0; matrix < MatrixMeaning.batch(operand); matrix++) {
            double[][] a = matrix(operand, matrix);
            double[][] work = isTall ? Rotations.transposed(a, columns) : a;
            double[][] turned = Rotations.identity(count);
            if (!Rotations.orthogonalise(work, turned)) {
                fail(op, matrix);
                MatrixMeaning.spoil(u, matrix * rows * count, rows * count);
                MatrixMeaning.spoil(s, matrix * count, count);
                MatrixMeaning.spoil(v, matrix * count * columns, count * columns);
                continue;
            }
            double[] lengths = Rotations.normalise(work);
            int[] sorted = Rotations.order(count, i -> -lengths[i]);
            for (int k = 0; k < count; k++) {
                double[] left = (isTall ? work : turned)[sorted[k]];
                double[] right = (isTall ? turned : work)[sorted[k]];
                double sign = Rotations.orientation(left);
                s.setReal(matrix * count + k, lengths[sorted[k]]);
                for (int i = 0; i < rows; i++) {
                    u.setReal((matrix * rows + i) * count + k, sign * left[i]);
                }
                for (int j = 0; j < columns; j++) {
                    v.setReal((matrix * count + k) * columns + j, sign * right[j]);
                }
            }
        }
        return List.of(u, s, v);
    }

    private static void fail(Op.Factorize op, int matrix) {
        if (op.onFailure() == OnFailure.REPORT) {
            throw Failures.notConverged(matrix);
        }
    }

    private static long[] sizes(Elements operand, int rows, int columns) {
        long[] sizes = operand.sizes().clone();
        sizes[sizes.length - 2] = rows;
        sizes[sizes.length - 1] = columns;
        return sizes;
    }

    private static double[][] matrix(Elements operand, int matrix) {
        int rows = MatrixMeaning.extent(operand, 2);
        int columns = MatrixMeaning.extent(operand, 1);
        double[][] result = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[i][j] = operand.real((matrix * rows + i) * columns + j);
            }
        }
        return result;
    }
}
