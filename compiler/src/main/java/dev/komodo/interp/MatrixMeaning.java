package dev.komodo.interp;

import dev.komodo.graph.DType;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;

import java.util.Arrays;
import java.util.List;

/// The meaning of linear algebra: each step of `a - l1 u1 - l2 u2 - ...` is rounded once, in order.
final class MatrixMeaning {
    private MatrixMeaning() {}

    static List<Elements> factorize(Op.Factorize op, Elements operand) {
        return switch (op.kind()) {
            case CHOLESKY -> List.of(cholesky(op, operand));
            case LU -> LuMeaning.factorize(operand);
            case QR -> OrthogonalMeaning.qr(operand);
            case EIGH -> OrthogonalMeaning.eigh(op, operand);
            case SVD -> OrthogonalMeaning.svd(op, operand);
        };
    }

    private static Elements cholesky(Op.Factorize op, Elements operand) {
        int order = extent(operand, 1);
        Elements result = Elements.zeros(operand.dtype(), operand.sizes());
        for (int matrix = 0; matrix < batch(operand); matrix++) {
            int base = matrix * order * order;
            if (!cholesky(operand, result, base, order)) {
                if (op.onFailure() == OnFailure.REPORT) {
                    throw Failures.matrix("NOT_POSITIVE_DEFINITE", "not positive definite", matrix);
                }
                spoil(result, base, order * order);
            }
        }
        return result;
    }

    private static boolean cholesky(Elements operand, Elements result, int base, int order) {
        boolean isDefinite = true;
        for (int j = 0; j < order; j++) {
            for (int i = j; i < order; i++) {
                double rest = operand.real(base + i * order + j);
                for (int p = 0; p < j; p++) {
                    double one = result.real(base + i * order + p);
                    double other = result.real(base + j * order + p);
                    rest = less(operand.dtype(), rest, one, other);
                }
                int at = base + i * order + j;
                if (i == j) {
                    isDefinite &= rest > 0;
                    result.setReal(at, Math.sqrt(rest));
                } else {
                    result.setReal(at, rest / result.real(base + j * order + j));
                }
            }
        }
        return isDefinite;
    }

    static Elements solveTriangular(Op.SolveTriangular op, Elements matrix, Elements right) {
        int order = extent(matrix, 1);
        int sides = extent(right, 1);
        Elements result = Elements.zeros(right.dtype(), right.sizes());
        for (int m = 0; m < batch(matrix); m++) {
            boolean isSingular = false;
            for (int i = 0; i < order && !op.unitDiagonal(); i++) {
                isSingular |= matrix.real((m * order + i) * order + i) == 0;
            }
            if (isSingular && op.onFailure() == OnFailure.REPORT) {
                throw Failures.matrix("SINGULAR", "singular", m);
            }
            for (int side = 0; side < sides; side++) {
                substitute(op, matrix, m, right, side, result);
            }
            if (isSingular) {
                spoil(result, m * order * sides, order * sides);
            }
        }
        return result;
    }

    private static void substitute(
            Op.SolveTriangular op, Elements matrix, int m, Elements right, int side, Elements x) {
        int order = extent(matrix, 1);
        int sides = extent(right, 1);
        boolean isForward = op.lower() != op.transposed();
        int base = m * order * order;
        for (int step = 0; step < order; step++) {
            int i = isForward ? step : order - 1 - step;
            double rest = right.real((m * order + i) * sides + side);
            for (int before = 0; before < step; before++) {
                int p = isForward ? before : order - 1 - before;
                int at = op.transposed() ? p * order + i : i * order + p;
                double known = x.real((m * order + p) * sides + side);
                rest = less(x.dtype(), rest, matrix.real(base + at), known);
            }
            double diagonal = op.unitDiagonal() ? 1 : matrix.real(base + i * order + i);
            x.setReal((m * order + i) * sides + side, rest / diagonal);
        }
    }

    /// `sum - one * other`, rounded once.
    static double less(DType dtype, double sum, double one, double other) {
        return dtype == DType.F32
                ? Math.fma((float) -one, (float) other, (float) sum)
                : Math.fma(-one, other, sum);
    }

    static void spoil(Elements result, int from, int count) {
        for (int i = from; i < from + count; i++) {
            result.setReal(i, Double.NaN);
        }
    }

    /// How many matrices there are.
    static int batch(Elements operand) {
        long count = 1;
        for (long size : Arrays.copyOf(operand.sizes(), operand.rank() - 2)) {
            count *= size;
        }
        return Math.toIntExact(count);
    }

    /// The extent of an axis, counted from the end.
    static int extent(Elements operand, int fromEnd) {
        return (int) operand.sizes()[operand.rank() - fromEnd];
    }
}
