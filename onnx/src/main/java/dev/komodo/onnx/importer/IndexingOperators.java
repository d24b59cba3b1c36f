package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;
import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Operators that pick elements by positions that a call brings.
final class IndexingOperators {
    private IndexingOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("Gather", 1, IndexingOperators::gather).onSizes(SizeArithmetic::gather),
                    one("GatherElements", 11, IndexingOperators::gatherElements),
                    one("GatherND", 11, IndexingOperators::gatherVectors),
                    unary("NonZero", 9, Tensor::nonZero),
                    one("Compress", 9, IndexingOperators::compress),
                    one("OneHot", 9, IndexingOperators::oneHot),
                    one("ReverseSequence", 10, IndexingOperators::reverseSequence));

    private static Tensor gather(NodeContext node) {
        Tensor data = node.input(0);
        return data.gather(node.input(1), node.axis(node.integer("axis", 0), data.rank()));
    }

    private static Tensor gatherElements(NodeContext node) {
        Tensor data = node.input(0);
        Tensor indices = node.input(1).cast(DType.I64);
        int axis = node.axis(node.integer("axis", 0), data.rank());
        if (indices.rank() != data.rank()) {
            throw node.invalid(
                    "data and indices must be of one rank, found "
                            + data.type()
                            + " and "
                            + indices.type());
        }
        Positions positions = new Positions(node.builder(), data.shape().dims());
        for (int i = 0; i < data.rank(); i++) {
            positions.add(
                    i,
                    i == axis
                            ? indices
                            : node.builder().iota(DType.I64, i, indices.shape().dims().toArray()));
        }
        return positions.gathered(data);
    }

    /// `data [b..., s...], indices [b..., i..., k] -> [b..., i..., s[k:]...]`.
    private static Tensor gatherVectors(NodeContext node) {
        Tensor data = node.input(0);
        Tensor indices = node.input(1).cast(DType.I64);
        int batch = Math.toIntExact(node.integer("batch_dims", 0));
        if (batch < 0 || batch >= Math.min(data.rank(), indices.rank())) {
            throw node.invalid(
                    "batch_dims="
                            + batch
                            + " does not fit "
                            + data.type()
                            + " and "
                            + indices.type());
        }
        int last = indices.rank() - 1;
        if (!(indices.dim(last) instanceof Dim.Fixed(long count)) || batch + count > data.rank()) {
            throw node.invalid(
                    "the last axis of the indices must name at most the axes of "
                            + data.type()
                            + ", found "
                            + indices.type());
        }
        int named = batch + (int) count;
        List<Dim> kept = data.shape().dims().subList(named, data.rank());
        List<Dim> positionsShape = new ArrayList<>(indices.shape().dims().subList(0, last));
        Positions positions = new Positions(node.builder(), data.shape().dims());
        List<Dim> full = new ArrayList<>(positionsShape);
        full.addAll(kept);
        for (int axis = 0; axis < data.rank(); axis++) {
            boolean isNamed = axis >= batch && axis < named;
            int resultAxis = axis < batch ? axis : last + axis - named;
            positions.add(
                    axis,
                    isNamed
                            ? spread(component(indices, axis - batch), kept.size())
                            : node.builder().iota(DType.I64, resultAxis, full.toArray()));
        }
        Tensor gathered = positions.gathered(data);
        return gathered.rank() == full.size() ? gathered : gathered.reshape(new Shape(full));
    }

    static Tensor component(Tensor indices, int index) {
        int last = indices.rank() - 1;
        return indices.slice(last, Dim.of(index), Dim.of(1), 1).squeeze(last);
    }

    static Tensor spread(Tensor tensor, int axes) {
        Tensor spread = tensor;
        for (int i = 0; i < axes; i++) {
            spread = spread.expandDims(-1);
        }
        return spread;
    }

    /// The elements at the positions where a vector is true, along an axis or of all elements.
    private static Tensor compress(NodeContext node) {
        Tensor data = node.input(0);
        Tensor condition = node.input(1);
        boolean isFlat = !node.attributes().has("axis");
        Tensor operand = isFlat ? data.reshape(-1) : data;
        int axis = isFlat ? 0 : node.axis(node.integer("axis", 0), data.rank());
        Tensor positions = condition.nonZero();
        return operand.gather(positions.reshape(positions.dim(1)), axis);
    }

    private static Tensor oneHot(NodeContext node) {
        Tensor indices = node.input(0);
        Dim depth = depth(node);
        Tensor values = node.input(2);
        int axis = node.axis(node.integer("axis", -1), indices.rank() + 1);
        Tensor positions = indices.cast(DType.I64).expandDims(axis);
        Tensor wrapped =
                positions
                        .less(0)
                        .select(positions.add(Positions.scalar(positions, depth)), positions);
        List<Dim> dims = new ArrayList<>(indices.shape().dims());
        dims.add(axis, depth);
        Tensor grid = node.builder().iota(DType.I64, axis, dims.toArray());
        Tensor off = values.slice(0, Dim.of(0), Dim.of(1), 1).squeeze(0);
        Tensor on = values.slice(0, Dim.of(1), Dim.of(1), 1).squeeze(0);
        return grid.equalTo(wrapped).select(on, off);
    }

    /// The number of classes, which some models state as a float.
    private static Dim depth(NodeContext node) {
        return node.value(1).type().dtype().isFloat()
                ? Dim.of((long) node.number(1, "the depth of a OneHot"))
                : node.dim(1, "the depth of a OneHot");
    }

    /// The first `lengths[b]` elements of each sequence reversed.
    private static Tensor reverseSequence(NodeContext node) {
        Tensor data = node.input(0);
        int batch = node.axis(node.integer("batch_axis", 1), data.rank());
        int time = node.axis(node.integer("time_axis", 0), data.rank());
        if (batch == time) {
            throw node.invalid("batch_axis and time_axis are both " + time);
        }
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < data.rank(); axis++) {
            dims.add(axis == batch ? data.dim(batch) : Dim.of(1));
        }
        Tensor lengths = node.input(1).cast(DType.I64).reshape(dims.toArray());
        Object[] shape = data.shape().dims().toArray();
        Tensor step = node.builder().iota(DType.I64, time, shape);
        Tensor reversed = step.less(lengths).select(lengths.sub(1).sub(step), step);
        Positions positions = new Positions(node.builder(), data.shape().dims());
        for (int axis = 0; axis < data.rank(); axis++) {
            positions.add(
                    axis, axis == time ? reversed : node.builder().iota(DType.I64, axis, shape));
        }
        return positions.gathered(data);
    }
}
