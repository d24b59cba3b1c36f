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

    /// Whether an output of a loop's body is a carry with scatters in it, one after another, and
    /// nothing else reads that carry: a step then changes it where it is, at the price of its
    /// updates and not of its size.
    static boolean stays(Scope body, RootChoice choice, Value carry, Value output) {
        Value value = output;
        while (body.op(value) instanceof Op.Scatter scatter) {
            Value operand = base(body, scatter.operand());
            if (!usedOnce(body, choice, scatter.operand(), operand)) {
                return false;
            }
            if (operand.equals(carry)) {
                return true;
            }
            value = operand;
        }
        return false;
    }

    /// Whether each of the values from one down to what it is a reshaped form of has one use.
    private static boolean usedOnce(Scope body, RootChoice choice, Value from, Value base) {
        Value value = from;
        while (!value.equals(base)
                && choice.uses(value) == 1
                && body.op(value) instanceof Op.Reshape(Value next, var _)) {
            value = next;
        }
        return value.equals(base) && choice.uses(value) == 1;
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
