package dev.komodo.autodiff;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TypeRules;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;

/// The body of a loop once more, as part of another one.
final class Replay {
    private Replay() {}

    /// What the body's outputs are, appended to `builder`.
    ///
    /// @param inputs one for each input of the body, of `builder`
    static List<Tensor> into(GraphBuilder builder, Graph body, List<Tensor> inputs) {
        Value[] renamed = new Value[body.valueCount()];
        int next = 0;
        for (Node node : body.nodes()) {
            if (node.op() instanceof Op.Input) {
                renamed[node.firstResult()] = inputs.get(next++).value();
                continue;
            }
            refuseDataDims(node.op());
            Op op = Operands.replace(node.op(), value -> renamed[value.id()]);
            List<Tensor> results = builder.apply(op);
            for (int i = 0; i < results.size(); i++) {
                renamed[node.firstResult() + i] = results.get(i).value();
            }
        }
        List<Tensor> outputs = new ArrayList<>();
        for (Graph.Output output : body.outputs()) {
            outputs.add(builder.tensor(renamed[output.value().id()]));
        }
        return List.copyOf(outputs);
    }

    private static void refuseDataDims(Op op) {
        boolean data =
                op instanceof Op.NonZero
                        || (op instanceof Op.Scan scan && scan.steps().isPresent());
        if (data) {
            throw new UnsupportedException(
                    "The derivative of a scan whose body holds "
                            + TypeRules.name(op)
                            + ", an extent of its own at each step, is not built");
        }
    }
}
