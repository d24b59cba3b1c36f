package dev.komodo.autodiff;

import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A node on the way back: its operands and results, the cotangents of the results, and where to
/// leave those of the operands.
final class BackwardStep {
    private final Step step;
    private final Reverse reverse;
    private final List<Optional<Cotangent>> cotangents;

    BackwardStep(Step step, Reverse reverse, List<Optional<Cotangent>> cotangents) {
        this.step = step;
        this.reverse = reverse;
        this.cotangents = cotangents;
    }

    Step step() {
        return step;
    }

    Op op() {
        return step.node().op();
    }

    Tensor operand(int index) {
        return step.operand(index);
    }

    Tensor result() {
        return step.result();
    }

    /// That of the only result.
    Cotangent cotangent() {
        return cotangents.getFirst().orElseThrow();
    }

    /// Those of the results; nothing where none depends on one.
    List<Optional<Cotangent>> cotangents() {
        return cotangents;
    }

    boolean wants(int index) {
        return step.isActive(index);
    }

    /// Leaves what an operand contributes, if anybody wants to know.
    void give(int index, Function<Cotangent, Cotangent> contribution) {
        if (wants(index)) {
            give(index, contribution.apply(cotangent()));
        }
    }

    /// Leaves what an operand contributes.
    void give(int index, Cotangent contribution) {
        if (wants(index)) {
            Tensor operand = operand(index);
            Cotangent fitting =
                    contribution.values().shape().equals(operand.shape())
                            ? contribution
                            : contribution.moved(t -> t.reshape(operand.shape()));
            reverse.add(operand.value(), fitting);
        }
    }

    /// Leaves the contributions of two operands of which each element goes to one or the other.
    void giveSides(int one, Cotangent first, int other, Cotangent second) {
        if (first.mask() != null && second.mask() != null) {
            Mask.cover(first.mask(), second.mask());
        }
        give(one, first);
        give(other, second);
    }

    /// Leaves the contributions of operands 0 and 1 of which each element goes to one or the other.
    void giveBoth(Cotangent first, Cotangent second) {
        giveSides(0, first, 1, second);
    }
}
