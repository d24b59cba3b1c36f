package dev.komodo.autodiff;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which values of a list of nodes are made of some inputs, and which change with them to first
/// order.
final class Activity {
    private final Set<Value> dependent = new HashSet<>();
    private final Set<Value> active = new HashSet<>();

    /// Takes a value for an input that changes.
    void add(Value input) {
        dependent.add(input);
        active.add(input);
    }

    /// Follows a node whose operands were followed before.
    void mark(Node node) {
        Op op = node.op();
        if (!depends(node)) {
            return;
        }
        List<Boolean> changing = changing(node);
        for (int i = 0; i < node.types().size(); i++) {
            dependent.add(node.result(i));
            if (node.types().get(i).dtype().isFloat()
                    && (op instanceof Op.Bitcast || changing.get(i))) {
                active.add(node.result(i));
            }
        }
    }

    private List<Boolean> changing(Node node) {
        if (node.op() instanceof Op.Scan scan) {
            return results(scan, operands(scan));
        }
        List<Value> operands =
                node.op() instanceof Op.Opaque opaque ? opaque.inputs() : node.op().operands();
        boolean changes =
                operands.stream().anyMatch(active::contains)
                        && Differentiability.of(node.op()) != Differentiability.NONE;
        return node.types().stream().map(_ -> changes).toList();
    }

    private List<Boolean> operands(Op.Scan scan) {
        return scan.operands().stream().map(active::contains).toList();
    }

    /// Which results of a scan change: carries change with what any step before makes of them.
    private static List<Boolean> results(Op.Scan scan, List<Boolean> operands) {
        List<Boolean> outputs = outputs(scan.body(), inputs(scan, operands));
        return outputs.subList(scan.steps().isPresent() ? 1 : 0, outputs.size());
    }

    /// Which inputs of a scan's body change, given which operands of the scan do.
    static List<Boolean> inputs(Op.Scan scan, List<Boolean> operands) {
        List<Boolean> inputs = new ArrayList<>(operands);
        int first = scan.steps().isPresent() ? 1 : 0;
        boolean grew = true;
        while (grew) {
            grew = false;
            List<Boolean> outputs = outputs(scan.body(), inputs);
            for (int i = 0; i < scan.carries().size(); i++) {
                if (outputs.get(first + i) && !inputs.get(i)) {
                    inputs.set(i, true);
                    grew = true;
                }
            }
        }
        return List.copyOf(inputs);
    }

    private static List<Boolean> outputs(Graph body, List<Boolean> inputs) {
        Activity activity = new Activity();
        int next = 0;
        for (Node node : body.nodes()) {
            if (node.op() instanceof Op.Input) {
                if (inputs.get(next++)) {
                    activity.add(node.result(0));
                }
            } else {
                activity.mark(node);
            }
        }
        return body.outputs().stream().map(output -> activity.isActive(output.value())).toList();
    }

    /// Whether an operand of a node is made of the inputs.
    boolean depends(Node node) {
        return node.op().operands().stream().anyMatch(dependent::contains);
    }

    /// Whether a value changes with the inputs.
    boolean isActive(Value value) {
        return active.contains(value);
    }
}
