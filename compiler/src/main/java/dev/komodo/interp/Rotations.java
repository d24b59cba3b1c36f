package dev.komodo.interp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Plane rotations of rows, and what they make of matrices.
///
/// Source: G. H. Golub, C. F. Van Loan, "Matrix computations", 4th edition (2013), 5.1.8, 8.5,
/// 8.6.3.
final class Rotations {
    private static final int MOST_SWEEPS = 100;

    private Rotations() {}

    static double[][] identity(int order) {
        double[][] result = new double[order][order];
        for (int i = 0; i < order; i++) {
            result[i][i] = 1;
        }
        return result;
    }

    static double[][] transposed(double[][] matrix, int columns) {
        double[][] result = new double[columns][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < columns; j++) {
                result[j][i] = matrix[i][j];
            }
        }
        return result;
    }

    /// Rows `one` and `other` become `c one - s other` and `s one + c other`.
    private static void rotate(double[][] rows, int one, int other, double c, double s) {
        for (int j = 0; j < rows[one].length; j++) {
            double a = rows[one][j];
            double b = rows[other][j];
            rows[one][j] = c * a - s * b;
            rows[other][j] = s * a + c * b;
        }
    }

    /// Makes zeros below element `k` of the diagonal.
    static void eliminate(double[][] matrix, double[][] turned, int k) {
        for (int i = k + 1; i < matrix.length; i++) {
            double length = Math.hypot(matrix[k][k], matrix[i][k]);
            if (matrix[i][k] != 0) {
                double c = matrix[k][k] / length;
                double s = -matrix[i][k] / length;
                rotate(matrix, k, i, c, s);
                rotate(turned, k, i, c, s);
            }
        }
    }

    /// Makes a symmetric matrix diagonal by rotations from both sides; the rows of `turned`, the
    /// identity before, become its eigenvectors.
    ///
    /// @return whether that came to an end
    static boolean diagonalise(double[][] a, double[][] turned) {
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            boolean rotated = false;
            for (int i = 0; i < a.length; i++) {
                for (int k = i + 1; k < a.length; k++) {
                    double limit = 0x1p-54 * (Math.abs(a[i][i]) + Math.abs(a[k][k]));
                    if (!(Math.abs(a[i][k]) <= limit)) {
                        rotated = true;
                        double t = tangent(a[i][i], a[k][k], a[i][k]);
                        double c = 1 / Math.sqrt(1 + t * t);
                        rotate(a, i, k, c, c * t);
                        for (double[] row : a) {
                            double one = row[i];
                            double other = row[k];
                            row[i] = c * one - c * t * other;
                            row[k] = c * t * one + c * other;
                        }
                        rotate(turned, i, k, c, c * t);
                    }
                }
            }
            if (!rotated) {
                return isFinite(a);
            }
        }
        return false;
    }

    /// The smaller tangent of a rotation after which `c` is 0 in `[[a, c], [c, b]]`.
    private static double tangent(double a, double b, double c) {
        double zeta = (b - a) / (2 * c);
        double size = 1 / (Math.abs(zeta) + Math.hypot(1, zeta));
        return zeta < 0 ? -size : size;
    }

    private static boolean isFinite(double[][] a) {
        for (double[] row : a) {
            for (double value : row) {
                if (!Double.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Makes rows orthogonal by rotations of pairs, which `turned` follows.
    ///
    /// @return whether that came to an end
    static boolean orthogonalise(double[][] rows, double[][] turned) {
        double nothing = nothing(rows);
        for (int sweep = 0; sweep < MOST_SWEEPS && isFinite(rows); sweep++) {
            boolean rotated = false;
            for (int i = 0; i < rows.length; i++) {
                for (int k = i + 1; k < rows.length; k++) {
                    double a = dot(rows[i], rows[i]);
                    double b = dot(rows[k], rows[k]);
                    double c = dot(rows[i], rows[k]);
                    double limit = Math.sqrt(rows[i].length) * 0x1p-52;
                    boolean isOblique = Math.abs(c) > limit * Math.sqrt(a) * Math.sqrt(b);
                    if (isOblique && Math.min(a, b) > nothing) {
                        rotated = true;
                        double t = tangent(a, b, c);
                        double cosine = 1 / Math.sqrt(1 + t * t);
                        rotate(rows, i, k, cosine, cosine * t);
                        rotate(turned, i, k, cosine, cosine * t);
                    }
                }
            }
            if (!rotated) {
                return true;
            }
        }
        return false;
    }

    /// The square of a length that counts as 0 beside the largest.
    private static double nothing(double[][] rows) {
        double largest = 0;
        for (double[] row : rows) {
            largest = Math.max(largest, dot(row, row));
        }
        return largest * 0x1p-800;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    /// Gives each row the length 1; a row of zeros becomes one that is orthogonal to all others.
    ///
    /// @return the lengths before
    static double[] normalise(double[][] rows) {
        double[] lengths = new double[rows.length];
        double nothing = nothing(rows);
        for (int i = 0; i < rows.length; i++) {
            double square = dot(rows[i], rows[i]);
            lengths[i] = square <= nothing ? 0 : Math.sqrt(square);
            if (lengths[i] == 0) {
                Arrays.fill(rows[i], 0);
            } else {
                divide(rows[i], lengths[i]);
            }
        }
        for (int i = 0; i < rows.length; i++) {
            if (lengths[i] == 0) {
                complete(rows, i);
            }
        }
        return lengths;
    }

    private static void divide(double[] row, double by) {
        for (int j = 0; j < row.length; j++) {
            row[j] /= by;
        }
    }

    /// The axis that the others cover least, less what they cover of it, twice over.
    private static void complete(double[][] rows, int own) {
        int best =
                order(
                        rows[own].length,
                        j -> {
                            double covered = 0;
                            for (double[] row : rows) {
                                covered += row[j] * row[j];
                            }
                            return covered;
                        })[0];
        rows[own][best] = 1;
        for (int round = 0; round < 2; round++) {
            for (int k = 0; k < rows.length; k++) {
                double share = k == own ? 0 : dot(rows[own], rows[k]);
                for (int j = 0; j < rows[own].length; j++) {
                    rows[own][j] -= share * rows[k][j];
                }
            }
            divide(rows[own], Math.sqrt(dot(rows[own], rows[own])));
        }
    }

    /// Positions by ascending key.
    static int[] order(int count, IntToDoubleFunction key) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(key::applyAsDouble))
                .mapToInt(i -> i)
                .toArray();
    }

    /// The sign of the first component that is at least half as large as the largest.
    static double orientation(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (double value : vector) {
            if (Math.abs(value) >= largest / 2) {
                return value < 0 ? -1 : 1;
            }
        }
        return 1;
    }
}
