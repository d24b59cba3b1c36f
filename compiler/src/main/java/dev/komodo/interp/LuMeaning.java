package dev.komodo.interp;

import dev.komodo.graph.DType;

import java.util.Arrays;
import java.util.List;

/// The meaning of factorization with partial pivoting.
final class LuMeaning {
    private LuMeaning() {}

    static List<Elements> factorize(Elements operand) {
        int rows = MatrixMeaning.extent(operand, 2);
        int columns = MatrixMeaning.extent(operand, 1);
        long[] batch = Arrays.copyOf(operand.sizes(), operand.rank() - 2);
        Elements factors = Elements.zeros(operand.dtype(), operand.sizes());
        Elements permutation =
                Elements.zeros(DType.I64, Arrays.copyOf(operand.sizes(), operand.rank() - 1));
        Elements sign = Elements.zeros(operand.dtype(), batch);
        factors.copy(0, operand, 0, operand.count());
        for (int matrix = 0; matrix < sign.count(); matrix++) {
            for (int i = 0; i < rows; i++) {
                permutation.setInteger(matrix * rows + i, i);
            }
            sign.setReal(matrix, 1);
            for (int k = 0; k < Math.min(rows, columns); k++) {
                int pivot = pivot(factors, matrix, k);
                if (pivot != k) {
                    exchange(factors, (matrix * rows + k) * columns, columns, pivot - k);
                    int at = matrix * rows + k;
                    long other = permutation.integer(at + pivot - k);
                    permutation.setInteger(at + pivot - k, permutation.integer(at));
                    permutation.setInteger(at, other);
                    sign.setReal(matrix, -sign.real(matrix));
                }
                eliminate(factors, matrix, k);
            }
        }
        return List.of(factors, permutation, sign);
    }

    private static int pivot(Elements factors, int matrix, int k) {
        int rows = MatrixMeaning.extent(factors, 2);
        int columns = MatrixMeaning.extent(factors, 1);
        int best = k;
        for (int i = k + 1; i < rows; i++) {
            double size = Math.abs(factors.real((matrix * rows + i) * columns + k));
            double largest = Math.abs(factors.real((matrix * rows + best) * columns + k));
            best = size > largest ? i : best;
        }
        return best;
    }

    private static void exchange(Elements factors, int row, int columns, int distance) {
        for (int j = row; j < row + columns; j++) {
            double other = factors.real(j + distance * columns);
            factors.setReal(j + distance * columns, factors.real(j));
            factors.setReal(j, other);
        }
    }

    private static void eliminate(Elements factors, int matrix, int k) {
        int rows = MatrixMeaning.extent(factors, 2);
        int columns = MatrixMeaning.extent(factors, 1);
        int pivot = (matrix * rows + k) * columns;
        for (int i = k + 1; i < rows; i++) {
            int row = (matrix * rows + i) * columns;
            if (factors.real(pivot + k) != 0) {
                factors.setReal(row + k, factors.real(row + k) / factors.real(pivot + k));
            }
            for (int j = k + 1; j < columns; j++) {
                double factor = factors.real(row + k);
                double rest =
                        MatrixMeaning.less(
                                factors.dtype(),
                                factors.real(row + j),
                                factor,
                                factors.real(pivot + j));
                factors.setReal(row + j, rest);
            }
        }
    }
}
