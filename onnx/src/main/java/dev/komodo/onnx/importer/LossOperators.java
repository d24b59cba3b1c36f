package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;

/// Losses over classes: scores `[n, c, s...]`, labels `[n, s...]`, a weight per class.
final class LossOperators {
    private LossOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("NegativeLogLikelihoodLoss", 12, node -> loss(node, node.input(0))),
                    many("SoftmaxCrossEntropyLoss", 12, LossOperators::crossEntropy));

    private static List<Imported> crossEntropy(NodeContext node) {
        Tensor logarithms = SoftmaxOperators.logSoftmax(node.input(0), 1);
        return List.of(Imported.of(loss(node, logarithms)), Imported.of(logarithms));
    }

    /// The mean is over the weights that count; ignored labels weigh nothing.
    private static Tensor loss(NodeContext node, Tensor scores) {
        Tensor labels = node.input(1).cast(DType.I64);
        Optional<Tensor> ignored =
                node.attributes().integer("ignore_index").stream()
                        .mapToObj(i -> labels.equalTo(node.builder().constant(DType.I64, i)))
                        .findFirst();
        Tensor zero = node.builder().constant(DType.I64, 0);
        Tensor safe = ignored.map(where -> where.select(zero, labels)).orElse(labels);
        Tensor picked = picked(scores, safe).neg();
        Tensor one = node.builder().constant(scores.dtype(), 1.0);
        Tensor weights =
                node.has(2) ? node.input(2).gather(safe, 0) : one.broadcastTo(labels.shape());
        Tensor none = node.builder().constant(scores.dtype(), 0.0);
        Tensor counted = ignored.map(where -> where.select(none, weights)).orElse(weights);
        Tensor losses = picked.mul(counted);
        String reduction = node.text("reduction", "mean");
        return switch (reduction) {
            case "none" -> losses;
            case "sum" -> losses.sum();
            case "mean" -> losses.sum().div(counted.sum());
            default -> throw node.invalid("reduction='" + reduction + "' does not exist");
        };
    }

    /// The score of each label: those of all classes times 1 for the label's own and 0 else would
    /// spread infinities, so the others are masked.
    private static Tensor picked(Tensor scores, Tensor labels) {
        Dim[] dims = scores.shape().dims().toArray(Dim[]::new);
        Tensor classes = scores.builder().iota(DType.I64, 1, (Object[]) dims);
        Tensor none = scores.builder().constant(scores.dtype(), 0.0);
        return classes.equalTo(labels.expandDims(1)).select(scores, none).sum(1);
    }
}
