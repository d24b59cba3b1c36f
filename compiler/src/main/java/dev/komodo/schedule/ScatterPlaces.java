package dev.komodo.schedule;

import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.Map;

/// Which scatters work in place: those whose operand is computed for them alone. It is computed
/// where the result belongs.
final class ScatterPlaces {
    private ScatterPlaces() {}

    /// For each value that a scatter changes in place, the scatter's result.
    static Map<Value, Value> heirs(Scope scope, RootChoice choice) {
        Map<Value, Value> heirs = new HashMap<>();
        for (Node node : scope.graph().nodes()) {
            if (node.op() instanceof Op.Scatter scatter) {
                Value value = scatter.operand();
                while (choice.uses(value) == 1
                        && !choice.isRoot(value)
                        && scope.op(value) instanceof Op.Reshape(Value from, var _)) {
                    value = from;
                }
                if (choice.uses(value) == 1 && choice.isRoot(value)) {
                    heirs.put(value, node.result(0));
                }
            }
        }
        return heirs;
    }

    /// The value whose memory is that of a value, which may be reshaped.
    static Value base(Scope scope, Value value) {
        Value base = value;
        while (scope.stored(base).isEmpty()
                && scope.op(base) instanceof Op.Reshape(Value from, var _)) {
            base = from;
        }
        return base;
    }
}
