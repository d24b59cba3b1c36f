package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;
import dev.komodo.library.BoxSuppression;
import dev.komodo.library.Ordering;
import dev.komodo.library.Unique;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Operators that put elements in order, or pick by it.
final class OrderOperators {
    private OrderOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("TopK", 1, OrderOperators::topK),
                    many("Unique", 11, OrderOperators::unique),
                    one("NonMaxSuppression", 10, OrderOperators::nonMaxSuppression));

    /// The elements come in order, whether the model asks for it or not.
    private static List<Imported> topK(NodeContext node) {
        Tensor data = node.input(0);
        int axis = node.axis(node.integer("axis", -1), data.rank());
        if (node.version() >= 10 && node.isLeftToKernel(1)) {
            return first(node, data, axis);
        }
        Dim count =
                node.version() < 10
                        ? Dim.of(node.integer("k", -1))
                        : node.dim(1, "the count of a TopK");
        OptionalLong known = count.constant();
        OptionalLong extent = data.dim(axis).constant();
        if (known.isPresent()
                && (known.getAsLong() < 0 || known.getAsLong() > extent.orElse(Long.MAX_VALUE))) {
            throw node.invalid(
                    "k must lie between 0 and the extent of axis "
                            + axis
                            + ", found "
                            + count
                            + " of "
                            + data.type());
        }
        return Ordering.topK(data, count, axis, node.flag("largest", true)).stream()
                .map(Imported::of)
                .toList();
    }

    /// As many as only the kernel knows, and not more than there are.
    private static List<Imported> first(NodeContext node, Tensor data, int axis) {
        Tensor count = node.input(1).cast(DType.I64).reshape().maximum(0);
        Tensor none = node.builder().constant(DType.I64, 0);
        KernelWindows windows = new KernelWindows(node.importer().counters());
        return Ordering.topK(data, data.dim(axis), axis, node.flag("largest", true)).stream()
                .map(sorted -> windows.window(sorted, axis, none, count, 1))
                .map(Imported::of)
                .toList();
    }

    private static List<Imported> unique(NodeContext node) {
        Tensor data = node.input(0);
        boolean sorted = node.flag("sorted", true);
        OptionalLong axis = node.attributes().integer("axis");
        Unique found =
                axis.isPresent()
                        ? Unique.slices(data, node.axis(axis.getAsLong(), data.rank()), sorted)
                        : Unique.elements(data, sorted);
        return List.of(
                Imported.of(found.values()),
                Imported.of(found.positions()),
                Imported.of(found.inverse()),
                Imported.of(found.counts()));
    }

    private static Tensor nonMaxSuppression(NodeContext node) {
        Tensor boxes = node.input(0);
        Tensor scores = node.input(1);
        if (boxes.rank() != 3 || scores.rank() != 3 || !boxes.dim(2).is(4)) {
            throw node.invalid(
                    "boxes [batch, n, 4] and scores [batch, classes, n] are wanted, found "
                            + boxes.type()
                            + " and "
                            + scores.type());
        }
        node.builder()
                .requireEqual(boxes.dim(0), scores.dim(0), "batch of boxes and scores")
                .requireEqual(boxes.dim(1), scores.dim(2), "number of boxes and scores");
        return new BoxSuppression(
                        scalar(node, 2).orElseGet(() -> node.builder().constant(DType.I64, 0L)),
                        scalar(node, 3)
                                .orElseGet(() -> node.builder().constant(boxes.dtype(), 0.0)),
                        scalar(node, 4),
                        node.integer("center_point_box", 0) != 0)
                .select(boxes, scores);
    }

    private static Optional<Tensor> scalar(NodeContext node, int index) {
        return node.optional(index).map(Tensor::reshape);
    }
}
