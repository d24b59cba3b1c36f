package dev.komodo.onnx.importer;

import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxGraph;

import java.util.ArrayList;
import java.util.List;

/// Scan as operator set 8 had it: a scan for each element of a batch, steps along the second axis.
final class BatchedScan {
    private BatchedScan() {}

    /// Inputs: the lengths of the sequences, which may be left out; states `[b, ...]`; sequences
    /// `[b, l, ...]`. Outputs: states `[b, ...]`; what is emitted, `[b, l, ...]`.
    static List<Imported> build(NodeContext node) {
        if (node.has(0)) {
            throw node.unsupported("a Scan of sequences of lengths of their own");
        }
        OnnxGraph body = node.attributes().graph("body");
        int count = Math.toIntExact(node.integer("num_scan_inputs", 1));
        int states = node.inputs().size() - 1 - count;
        if (count < 1 || states < 0 || body.outputs().size() < states) {
            throw node.invalid(
                    "num_scan_inputs="
                            + count
                            + " does not fit "
                            + node.inputs().size()
                            + " inputs and "
                            + body.outputs().size()
                            + " outputs of the body");
        }
        List<Tensor> inputs = node.inputsFrom(1);
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).rank() < (i < states ? 1 : 2)) {
                throw node.invalid("input " + (i + 1) + " has no batch, or no steps");
            }
        }
        ScanResult result =
                node.builder()
                        .scan(
                                inputs.getFirst().dim(0),
                                List.of(),
                                inputs,
                                (_, rows) -> ScanStep.of(List.of(), one(node, body, rows, states)));
        return result.emitted().stream().map(Imported::of).toList();
    }

    /// The scan of one element of the batch: its last states, then what it emits.
    private static List<Tensor> one(
            NodeContext node, OnnxGraph body, List<Tensor> rows, int states) {
        List<Tensor> sequences = new ArrayList<>();
        for (int i = states; i < rows.size(); i++) {
            boolean backwards = ControlOperators.element(node, "directions", i - states) != 0;
            sequences.add(backwards ? rows.get(i).reverse(0) : rows.get(i));
        }
        ScanResult result =
                rows.getFirst()
                        .builder()
                        .scan(
                                sequences.getFirst().dim(0),
                                rows.subList(0, states),
                                sequences,
                                (carries, elements) ->
                                        ControlOperators.step(node, body, carries, elements));
        List<Tensor> results = new ArrayList<>(result.carries());
        results.addAll(result.emitted());
        return results;
    }
}
