package dev.komodo.vectorize;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Paddings, gathers and scatters of many positions as one.
final class MovementRules {
    private MovementRules() {}

    /// `[count, s...] -> [count, low + s + high...]`.
    ///
    /// @param operand with the leading axis
    /// @param padding a scalar, or one per position
    static Tensor pad(Op.Pad op, Tensor operand, Mapped padding) {
        List<Dim> low = behindZero(op.low());
        List<Dim> high = behindZero(op.high());
        if (!padding.isMapped()) {
            return operand.pad(padding.tensor(), low, high);
        }
        GraphBuilder builder = operand.builder();
        Tensor blank = operand.pad(builder.constant(operand.dtype(), 0L), low, high);
        Tensor zeros = builder.constant(DType.I64, 0L).broadcastTo(operand.shape());
        Tensor isAround = zeros.pad(builder.constant(DType.I64, 1L), low, high).notEqualTo(0);
        Tensor column = padding.tensor();
        for (int axis = 1; axis < operand.rank(); axis++) {
            column = column.expandDims(axis);
        }
        return isAround.select(column.broadcastTo(blank.shape()), blank);
    }

    private static List<Dim> behindZero(List<Dim> amounts) {
        List<Dim> all = new ArrayList<>();
        all.add(Dim.of(0));
        all.addAll(amounts);
        return all;
    }

    /// `[count, a..., i..., b...]`.
    static Tensor gather(Op.Gather op, Mapped operand, Mapped indices) {
        if (!indices.isMapped()) {
            return operand.tensor().gather(indices.tensor(), op.axis() + 1);
        }
        Tensor picked =
                operand.isMapped()
                        ? ownRows(op.axis(), operand.tensor(), indices.tensor())
                        : operand.tensor().gather(indices.tensor(), op.axis());
        return Mapped.toFront(picked, op.axis());
    }

    /// `operand [count, a..., s, b...], indices [count, i...] -> [a..., count, i..., b...]`.
    private static Tensor ownRows(int axis, Tensor operand, Tensor indices) {
        return joined(operand, axis)
                .gather(ownPositions(indices, operand.dim(axis + 1), operand.dim(0)), axis);
    }

    /// `[count, a..., s, b...]`.
    static Tensor scatter(
            Op.Scatter op, Dim count, Tensor operand, Mapped indices, Tensor updates) {
        int axis = op.axis();
        if (!indices.isMapped()) {
            return operand.scatter(op.kind(), indices.tensor(), updates, axis + 1);
        }
        Tensor rows = joined(operand, axis);
        Tensor positions = ownPositions(indices.tensor(), operand.dim(axis + 1), count);
        Tensor all = rows.scatter(op.kind(), positions, Mapped.fromFront(updates, axis), axis);
        List<Dim> dims = new ArrayList<>(all.shape().dims());
        dims.set(axis, count);
        dims.add(axis + 1, operand.dim(axis + 1));
        return Mapped.toFront(all.reshape(new Shape(dims)), axis);
    }

    /// `[count, a..., s, b...] -> [a..., count * s, b...]`: the positions' rows behind each other.
    private static Tensor joined(Tensor operand, int axis) {
        Tensor rows = Mapped.fromFront(operand, axis);
        List<Dim> dims = new ArrayList<>(rows.shape().dims());
        dims.set(axis, dims.get(axis).times(dims.remove(axis + 1)));
        return rows.reshape(new Shape(dims));
    }

    /// Where the rows of [#joined] are that each position's indices name, `[count, i...]`. An index
    /// out of its position's bounds is out of all bounds.
    private static Tensor ownPositions(Tensor indices, Dim extent, Dim count) {
        GraphBuilder builder = indices.builder();
        Tensor size = scalar(builder, extent);
        Tensor index = indices.cast(DType.I64);
        Tensor counted = index.less(0).select(index.add(size), index);
        Tensor isInside = counted.greaterEqual(0).and(counted.less(size));
        Tensor start = builder.iota(DType.I64, 0, count).mul(size);
        for (int i = 1; i < indices.rank(); i++) {
            start = start.expandDims(i);
        }
        return isInside.select(counted.add(start), scalar(builder, count.times(extent)));
    }

    private static Tensor scalar(GraphBuilder builder, Dim dim) {
        return dim instanceof Dim.Fixed(long size)
                ? builder.constant(DType.I64, size)
                : builder.dims(dim).squeeze(0);
    }
}
