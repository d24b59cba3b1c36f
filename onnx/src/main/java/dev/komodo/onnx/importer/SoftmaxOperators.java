package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Normalization;

import java.util.List;
import java.util.function.BiFunction;

/// Softmax and its kin. Up to operator set 12 the operand counts as a matrix, rows from the axis
/// on; from 13 on the axis alone counts.
final class SoftmaxOperators {
    private SoftmaxOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("Softmax", 1, node -> along(node, SoftmaxOperators::softmax)),
                    one("LogSoftmax", 1, node -> along(node, SoftmaxOperators::logSoftmax)),
                    one("Hardmax", 1, node -> along(node, SoftmaxOperators::hardmax)));

    private static Tensor along(NodeContext node, BiFunction<Tensor, Integer, Tensor> function) {
        Tensor data = node.input(0);
        if (node.version() >= 13) {
            return function.apply(data, node.axis(node.integer("axis", -1), data.rank()));
        }
        int axis = node.axis(node.integer("axis", 1), data.rank());
        Tensor rows = ShapeOperators.flatten(data, axis);
        return function.apply(rows, 1).reshape(new Shape(data.shape().dims()));
    }

    /// Shifted by the largest element of a row, so that nothing overflows.
    static Tensor softmax(Tensor data, int axis) {
        return Normalization.softmax(data, axis);
    }

    static Tensor logSoftmax(Tensor data, int axis) {
        return Normalization.logSoftmax(data, axis);
    }

    /// 1 at the first largest element, else 0.
    private static Tensor hardmax(Tensor data, int axis) {
        Tensor position = data.argMax(axis).expandDims(axis);
        Dim[] dims = data.shape().dims().toArray(Dim[]::new);
        Tensor grid = data.builder().iota(DType.I64, axis, (Object[]) dims);
        return grid.equalTo(position).cast(data.dtype());
    }
}
