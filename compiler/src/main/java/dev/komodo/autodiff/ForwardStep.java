package dev.komodo.autodiff;

import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Map;
import java.util.Objects;

/// A node on the way forward: its operands, its result, and the changes of its operands.
///
/// @param step the node
/// @param changes those of the values that change, as far as the way went
record ForwardStep(Step step, Map<Value, Tensor> changes) {
    Op op() {
        return step.node().op();
    }

    Tensor operand(int index) {
        return step.operand(index);
    }

    Tensor result() {
        return step.result();
    }

    /// Whether an operand changes.
    boolean isActive(int index) {
        return changes.containsKey(operand(index).value());
    }

    /// The change of an operand that changes.
    Tensor change(int index) {
        return Objects.requireNonNull(changes.get(operand(index).value()));
    }

    /// The change of an operand, zeros if it does not change.
    Tensor changeOrZero(int index) {
        return isActive(index) ? change(index) : Zeros.like(operand(index));
    }
}
