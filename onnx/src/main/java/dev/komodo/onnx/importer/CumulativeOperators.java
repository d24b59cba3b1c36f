package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.function.BinaryOperator;

/// Running folds along an axis.
final class CumulativeOperators {
    private CumulativeOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("CumSum", 11, node -> running(node, 0, Tensor::add)),
                    one("CumProd", 26, node -> running(node, 1, Tensor::mul)));

    /// The fold of all elements up to each (exclusive: before each), from the front or the back.
    private static Tensor running(NodeContext node, long start, BinaryOperator<Tensor> function) {
        Tensor data = node.input(0);
        List<Long> named = node.longs(1, "the axis of a running fold");
        if (named.size() != 1) {
            throw node.invalid("the axis must be one number, found " + named);
        }
        int axis = node.axis(named.getFirst(), data.rank());
        boolean exclusive = node.flag("exclusive", false);
        boolean backwards = node.flag("reverse", false);
        Tensor leading = Axes.moved(data, axis, 0);
        Tensor ordered = backwards ? leading.reverse(0) : leading;
        Shape step = new Shape(ordered.shape().dims().subList(1, ordered.rank()));
        Tensor first = node.builder().constant(data.dtype(), start).broadcastTo(step);
        ScanResult result =
                node.builder()
                        .scan(
                                ordered.dim(0),
                                List.of(first),
                                List.of(ordered),
                                (carries, elements) -> {
                                    Tensor before = carries.getFirst();
                                    Tensor after = function.apply(before, elements.getFirst());
                                    return ScanStep.of(
                                            List.of(after), List.of(exclusive ? before : after));
                                });
        Tensor folds = result.emitted().getFirst();
        return Axes.moved(backwards ? folds.reverse(0) : folds, 0, axis);
    }
}
