package dev.komodo.interp;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.graph.Op;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// The meaning of the ops that make, move, repeat or pick elements.
final class MovementMeaning {
    private MovementMeaning() {}

    static Elements iota(Op.Iota op, long[] sizes) {
        Elements result = Elements.zeros(op.type().dtype(), sizes);
        LongUnaryOperator number = Conversion.of(DType.I64, op.type().dtype());
        int[] at = new int[sizes.length];
        for (int i = 0; i < result.count(); i++) {
            Indexing.unravel(i, sizes, at);
            result.setBits(i, number.applyAsLong(at[op.axis()]));
        }
        return result;
    }

    static Elements transpose(Op.Transpose op, Elements operand, long[] sizes) {
        Elements result = Elements.zeros(operand.dtype(), sizes);
        int[] offsets = Indexing.offsets(operand.sizes(), op.permutation());
        for (int i = 0; i < offsets.length; i++) {
            result.copy(i, operand, offsets[i]);
        }
        return result;
    }

    static Elements broadcast(Op.Broadcast op, Elements operand, long[] sizes) {
        Elements result = Elements.zeros(operand.dtype(), sizes);
        int[] strides = Indexing.strides(operand.sizes());
        int[] at = new int[sizes.length];
        for (int i = 0; i < result.count(); i++) {
            Indexing.unravel(i, sizes, at);
            int from = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                from += operand.sizes()[axis] == 1 ? 0 : at[op.axes().get(axis)] * strides[axis];
            }
            result.copy(i, operand, from);
        }
        return result;
    }

    static Elements slice(Elements operand, long[] starts, long[] sizes, List<Long> steps) {
        Elements result = Elements.zeros(operand.dtype(), sizes);
        int[] strides = Indexing.strides(operand.sizes());
        int[] at = new int[sizes.length];
        for (int i = 0; i < result.count(); i++) {
            Indexing.unravel(i, sizes, at);
            int from = 0;
            for (int axis = 0; axis < sizes.length; axis++) {
                long position = starts[axis] + at[axis] * steps.get(axis);
                if (position < 0 || position >= operand.sizes()[axis]) {
                    throw Failures.index(
                            position + " of axis " + axis + " of " + operand.sizes()[axis], i);
                }
                from += (int) position * strides[axis];
            }
            result.copy(i, operand, from);
        }
        return result;
    }

    static Elements pad(Elements operand, Elements padding, long[] low, long[] high, long[] sizes) {
        for (int axis = 0; axis < low.length; axis++) {
            if (low[axis] < 0 || high[axis] < 0) {
                throw Failures.size("the padding of axis " + axis + " is negative");
            }
        }
        Elements result = Elements.zeros(operand.dtype(), sizes);
        int[] strides = Indexing.strides(operand.sizes());
        int[] at = new int[sizes.length];
        for (int i = 0; i < result.count(); i++) {
            Indexing.unravel(i, sizes, at);
            int from = 0;
            boolean inside = true;
            for (int axis = 0; axis < sizes.length; axis++) {
                long position = at[axis] - low[axis];
                inside &= position >= 0 && position < operand.sizes()[axis];
                from += (int) position * strides[axis];
            }
            result.copy(i, inside ? operand : padding, inside ? from : 0);
        }
        return result;
    }

    static Elements concat(int axis, List<Elements> parts, long[] sizes) {
        Elements result = Elements.zeros(parts.getFirst().dtype(), sizes);
        int outer = product(sizes, 0, axis);
        int row = product(sizes, axis, sizes.length);
        int start = 0;
        for (Elements part : parts) {
            int length = product(part.sizes(), axis, sizes.length);
            for (int i = 0; i < outer; i++) {
                result.copy(i * row + start, part, i * length, length);
            }
            start += length;
        }
        return result;
    }

    static Elements gather(int axis, Elements operand, Elements indices, long[] sizes) {
        Elements result = Elements.zeros(operand.dtype(), sizes);
        int outer = product(operand.sizes(), 0, axis);
        int inner = product(operand.sizes(), axis + 1, operand.rank());
        long extent = operand.sizes()[axis];
        if (result.count() == 0) {
            return result;
        }
        for (int at = 0; at < indices.count(); at++) {
            long index = indices.integer(at);
            if (index < -extent || index >= extent) {
                throw Failures.index(index + " of axis " + axis + " of " + extent, at);
            }
            int position = (int) (index < 0 ? index + extent : index);
            for (int i = 0; i < outer; i++) {
                result.copy(
                        (i * indices.count() + at) * inner,
                        operand,
                        (i * (int) extent + position) * inner,
                        inner);
            }
        }
        return result;
    }

    static Elements nonZero(Elements operand) {
        int[] found = new int[operand.count()];
        int count = 0;
        for (int i = 0; i < operand.count(); i++) {
            if (operand.number(i) != 0) {
                found[count++] = i;
            }
        }
        Elements result = Elements.zeros(DType.I64, operand.rank(), count);
        int[] at = new int[operand.rank()];
        for (int i = 0; i < count; i++) {
            Indexing.unravel(found[i], operand.sizes(), at);
            for (int axis = 0; axis < at.length; axis++) {
                result.setInteger(axis * count + i, at[axis]);
            }
        }
        return result;
    }

    static int product(long[] sizes, int from, int to) {
        return (int) Arrays.stream(sizes, from, to).reduce(1, (a, b) -> a * b);
    }
}
