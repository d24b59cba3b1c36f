package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A reduction over axes of which some repeat what is reduced.
///
/// @param reduce the reduction
/// @param broadcast its operand
/// @param copies how many elements each of x stands for in the reduction
/// @param at where it is
record RepeatedReduction(Op.Reduce reduce, Op.Broadcast broadcast, Dim copies, Site at) {
    /// The reduction, if its operand is repeated along an axis that is reduced.
    static Optional<RepeatedReduction> of(Op op, Site at) {
        if (!(op instanceof Op.Reduce reduce)
                || !(at.producer(reduce.operand()) instanceof Op.Broadcast broadcast)) {
            return Optional.empty();
        }
        Shape inner = at.shape(broadcast.operand());
        Dim copies = Dim.of(1);
        boolean repeats = false;
        for (int axis : reduce.axes()) {
            int from = broadcast.axes().indexOf(axis);
            if (from < 0 || (inner.dim(from).is(1) && !broadcast.shape().dim(axis).is(1))) {
                copies = copies.times(broadcast.shape().dim(axis));
                repeats = true;
            }
        }
        return repeats
                ? Optional.of(new RepeatedReduction(reduce, broadcast, copies, at))
                : Optional.empty();
    }

    /// What is repeated.
    Value operand() {
        return broadcast.operand();
    }

    /// Whether no axis of x itself is reduced.
    boolean isOnlyRepeated() {
        return reducedAxes().stream().allMatch(axis -> at.shape(operand()).dim(axis).is(1));
    }

    private List<Integer> reducedAxes() {
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < broadcast.axes().size(); i++) {
            if (reduce.axes().contains(broadcast.axes().get(i))) {
                axes.add(i);
            }
        }
        return axes;
    }

    /// The reduction of one copy, in the type of the whole.
    Tensor once() {
        List<Integer> reduced = reducedAxes();
        Value folded =
                reduced.isEmpty()
                        ? operand()
                        : at.apply(new Op.Reduce(reduce.kind(), operand(), reduced)).value();
        List<Integer> targets = new ArrayList<>();
        for (int axis : broadcast.axes()) {
            if (!reduce.axes().contains(axis)) {
                long before = reduce.axes().stream().filter(other -> other < axis).count();
                targets.add(Math.toIntExact(axis - before));
            }
        }
        List<Dim> dims = new ArrayList<>(broadcast.shape().dims());
        reduce.axes().reversed().forEach(axis -> dims.remove((int) axis));
        return at.apply(new Op.Broadcast(folded, new Shape(dims), targets));
    }
}
