package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reading what was just written, writing it twice, and counting to one. A rule that leaves out a
/// check of indices asks for indices that are known to be inside.
final class IndexRules {
    private IndexRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "gather-of-scatter",
                        "gather(scatter replace(x, i, u), i)",
                        "u, where the indices are numbers, distinct and inside",
                        Root.of(Op.Gather.class),
                        IndexRules::gatherOfScatter),
                Rule.exact(
                        "scatter-over-scatter",
                        "scatter replace(scatter replace(x, i, u), i, v)",
                        "scatter replace(x, i, v)",
                        Root.of(Op.Scatter.class),
                        IndexRules::scatterOverScatter),
                Rule.exact(
                        "iota-of-one",
                        "iota along an axis of extent 1",
                        "0",
                        Root.of(Op.Iota.class),
                        IndexRules::iotaOfOne));
    }

    /// `gather(scatter replace(x, i, u), i) -> u`.
    private static Optional<Tensor> gatherOfScatter(Op op, Site at) {
        return op instanceof Op.Gather(Value operand, Value indices, int axis)
                        && at.producer(operand) instanceof Op.Scatter scatter
                        && scatter.kind() == ScatterOp.REPLACE
                        && scatter.axis() == axis
                        && scatter.indices().equals(indices)
                        && areDistinct(indices, at.shape(operand).dim(axis), at)
                ? Optional.of(at.tensor(scatter.updates()))
                : Optional.empty();
    }

    private static boolean areDistinct(Value indices, Dim extent, Site at) {
        if (!(at.producer(indices) instanceof Op.Constant(Literal literal))
                || !(extent instanceof Dim.Fixed(long size))) {
            return false;
        }
        Set<Long> seen = new HashSet<>();
        for (long i = 0; i < literal.elements(); i++) {
            long index = literal.asLong(i);
            long counted = index < 0 ? index + size : index;
            if (counted < 0 || counted >= size || !seen.add(counted)) {
                return false;
            }
        }
        return true;
    }

    /// `scatter replace(scatter replace(x, i, u), i, v) -> scatter replace(x, i, v)`: the same
    /// elements are written again, and the same indices checked.
    private static Optional<Tensor> scatterOverScatter(Op op, Site at) {
        return op instanceof Op.Scatter outer
                        && outer.kind() == ScatterOp.REPLACE
                        && at.producer(outer.operand()) instanceof Op.Scatter inner
                        && inner.kind() == ScatterOp.REPLACE
                        && inner.axis() == outer.axis()
                        && inner.indices().equals(outer.indices())
                ? Optional.of(
                        at.apply(
                                new Op.Scatter(
                                        ScatterOp.REPLACE,
                                        inner.operand(),
                                        outer.indices(),
                                        outer.updates(),
                                        outer.axis())))
                : Optional.empty();
    }

    /// `iota along an axis of extent 1 -> 0`.
    private static Optional<Tensor> iotaOfOne(Op op, Site at) {
        if (!(op instanceof Op.Iota iota) || !iota.type().shape().dim(iota.axis()).is(1)) {
            return Optional.empty();
        }
        Tensor zero = at.graph().constant(iota.type().dtype(), 0.0);
        return Optional.of(
                at.apply(new Op.Broadcast(zero.value(), iota.type().shape(), List.of())));
    }
}
