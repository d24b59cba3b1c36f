package dev.komodo.interp;

import dev.komodo.graph.ArgReduceOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;

import java.util.ArrayList;
import java.util.List;

/// The meaning of reductions and contractions.
final class FoldingMeaning {
    private FoldingMeaning() {}

    static Elements reduce(Op.Reduce op, Elements operand, long[] sizes) {
        Elements result = Elements.zeros(operand.dtype(), sizes);
        List<Integer> kept = Indexing.others(operand.rank(), op.axes());
        int[] bases = Indexing.offsets(operand.sizes(), kept);
        int[] steps = Indexing.offsets(operand.sizes(), op.axes());
        for (int i = 0; i < bases.length; i++) {
            if (operand.dtype().isFloat()) {
                double value = realIdentity(op.kind());
                for (int step : steps) {
                    value = fold(op.kind(), value, operand.real(bases[i] + step));
                }
                result.setReal(i, value);
            } else {
                long value = integerIdentity(op.kind(), operand.dtype());
                for (int step : steps) {
                    value =
                            fold(
                                    op.kind(),
                                    value,
                                    operand.integer(bases[i] + step),
                                    operand.dtype());
                }
                result.setInteger(i, value);
            }
        }
        return result;
    }

    private static double realIdentity(ReduceOp kind) {
        return switch (kind) {
            case SUM -> 0;
            case PRODUCT -> 1;
            case MINIMUM -> Double.POSITIVE_INFINITY;
            case MAXIMUM -> Double.NEGATIVE_INFINITY;
            case ALL, ANY -> throw new IllegalArgumentException(kind + " takes no floats");
        };
    }

    private static double fold(ReduceOp kind, double left, double right) {
        return switch (kind) {
            case SUM -> left + right;
            case PRODUCT -> left * right;
            case MINIMUM -> Math.min(left, right);
            case MAXIMUM -> Math.max(left, right);
            case ALL, ANY -> throw new IllegalArgumentException(kind + " takes no floats");
        };
    }

    private static long integerIdentity(ReduceOp kind, DType dtype) {
        return switch (kind) {
            case SUM, ANY -> 0;
            case PRODUCT, ALL -> 1;
            case MINIMUM -> dtype.largest();
            case MAXIMUM -> dtype.smallest();
        };
    }

    private static long fold(ReduceOp kind, long left, long right, DType dtype) {
        return switch (kind) {
            case SUM -> left + right;
            case PRODUCT -> left * right;
            case MINIMUM -> dtype.compare(left, right) <= 0 ? left : right;
            case MAXIMUM -> dtype.compare(left, right) >= 0 ? left : right;
            case ALL -> left & right;
            case ANY -> left | right;
        };
    }

    static Elements argReduce(Op.ArgReduce op, Elements operand, long[] sizes) {
        Elements result = Elements.zeros(DType.I64, sizes);
        int extent = (int) operand.sizes()[op.axis()];
        if (extent == 0 && result.count() > 0) {
            throw Failures.emptyReduction(0);
        }
        int stride = Indexing.strides(operand.sizes())[op.axis()];
        List<Integer> kept = Indexing.others(operand.rank(), List.of(op.axis()));
        int[] bases = Indexing.offsets(operand.sizes(), kept);
        for (int i = 0; i < bases.length; i++) {
            int best = 0;
            for (int at = 1; at < extent; at++) {
                if (wins(op, operand, bases[i] + at * stride, bases[i] + best * stride)) {
                    best = at;
                }
            }
            result.setInteger(i, best);
        }
        return result;
    }

    private static boolean wins(Op.ArgReduce op, Elements operand, int later, int best) {
        boolean largest = op.kind() == ArgReduceOp.ARG_MAXIMUM;
        if (operand.dtype().isFloat()) {
            double one = operand.real(later);
            double other = operand.real(best);
            if (Double.isNaN(other) || Double.isNaN(one)) {
                return !Double.isNaN(other);
            }
            return (largest ? one > other : one < other) || (op.last() && one == other);
        }
        int order = operand.dtype().compare(operand.integer(later), operand.integer(best));
        return (largest ? order > 0 : order < 0) || (op.last() && order == 0);
    }

    static Elements contract(Op.Contract op, Elements left, Elements right, long[] sizes) {
        Elements result = Elements.zeros(left.dtype(), sizes);
        int[] leftBatch = Indexing.offsets(left.sizes(), op.leftBatch());
        int[] rightBatch = Indexing.offsets(right.sizes(), op.rightBatch());
        int[] rows = free(left, op.leftBatch(), op.leftContracted());
        int[] columns = free(right, op.rightBatch(), op.rightContracted());
        int[] leftSteps = Indexing.offsets(left.sizes(), op.leftContracted());
        int[] rightSteps = Indexing.offsets(right.sizes(), op.rightContracted());
        int at = 0;
        for (int batch = 0; batch < leftBatch.length; batch++) {
            for (int row : rows) {
                for (int column : columns) {
                    int one = leftBatch[batch] + row;
                    int other = rightBatch[batch] + column;
                    dot(result, at++, left, one, leftSteps, right, other, rightSteps);
                }
            }
        }
        return result;
    }

    private static int[] free(Elements operand, List<Integer> batch, List<Integer> contracted) {
        List<Integer> used = new ArrayList<>(batch);
        used.addAll(contracted);
        return Indexing.offsets(operand.sizes(), Indexing.others(operand.rank(), used));
    }

    private static void dot(
            Elements result,
            int at,
            Elements left,
            int one,
            int[] leftSteps,
            Elements right,
            int other,
            int[] rightSteps) {
        if (result.dtype().isFloat()) {
            double sum = 0;
            for (int k = 0; k < leftSteps.length; k++) {
                sum += left.real(one + leftSteps[k]) * right.real(other + rightSteps[k]);
            }
            result.setReal(at, sum);
        } else {
            long sum = 0;
            for (int k = 0; k < leftSteps.length; k++) {
                sum += left.integer(one + leftSteps[k]) * right.integer(other + rightSteps[k]);
            }
            result.setInteger(at, sum);
        }
    }
}
