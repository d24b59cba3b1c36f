package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxGraph;

import java.util.List;

/// FlexAttention: attention whose scores, and weights, the model's own sub-graphs change.
final class FlexibleAttention {
    private FlexibleAttention() {}

    /// `query [n, heads, l, size], key [n, h, s, size], value [n, h, s, t] -> [n, heads, l, t]`;
    /// each head of keys and values serves a group of neighbouring queries' heads. What comes
    /// between the two products is in the precision that the node asks for, or in that of the
    /// arithmetic.
    static Tensor build(NodeContext node) {
        for (int i = 0; i < 3; i++) {
            if (node.input(i).rank() != 4) {
                throw node.invalid(
                        "input "
                                + i
                                + " must be [batch, heads, length, size], found "
                                + node.input(i).type());
            }
        }
        Tensor query = node.input(0);
        Tensor key = AttentionOperators.repeated(node, node.input(1), query);
        Tensor value = AttentionOperators.repeated(node, node.input(2), query);
        double root = Math.sqrt(AttentionOperators.scale(node, query));
        Tensor products = query.mul(root).matmul(key.mul(root).transpose(0, 1, 3, 2));
        DType precise = node.dtype("softmax_precision").orElse(query.dtype().arithmetic());
        Tensor scores = modified(node, "score_mod", products.cast(precise));
        Tensor weights = modified(node, "prob_mod", SoftmaxOperators.softmax(scores, 3));
        return weights.matmul(value.cast(precise)).cast(query.dtype());
    }

    /// What a sub-graph of one input and one output makes of scores, if the node has it.
    private static Tensor modified(NodeContext node, String name, Tensor scores) {
        if (!node.attributes().has(name)) {
            return scores;
        }
        OnnxGraph graph = node.attributes().graph(name);
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw node.invalid(
                    name
                            + " must have one input and one output, found "
                            + graph.inputs().size()
                            + " and "
                            + graph.outputs().size());
        }
        Scope scope = node.scope().inner();
        scope.define(graph.inputs().getFirst().name(), Imported.of(scores));
        List<Imported> results = node.importer().body(graph, node.frame(), scope, node.builder());
        Tensor result = results.getFirst().tensor(node.builder());
        if (!result.type().equals(scores.type())) {
            throw node.invalid(
                    name + " must keep the type " + scores.type() + ", found " + result.type());
        }
        return result;
    }
}
