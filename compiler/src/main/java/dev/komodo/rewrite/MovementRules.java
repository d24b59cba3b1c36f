package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Movement that moves nothing, or twice.
final class MovementRules {
    private MovementRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "drop-reshape-of-same-shape",
                        "reshape(x, shape of x)",
                        "x",
                        Root.of(Op.Reshape.class),
                        MovementRules::dropReshapeOfSameShape),
                Rule.exact(
                        "merge-reshapes",
                        "reshape(reshape(x, s), t)",
                        "reshape(x, t), where x is known to have as many elements as t",
                        Root.of(Op.Reshape.class),
                        MovementRules::mergeReshapes),
                Rule.exact(
                        "drop-identity-transpose",
                        "transpose(x, [0, 1, ...])",
                        "x",
                        Root.of(Op.Transpose.class),
                        MovementRules::dropIdentityTranspose),
                Rule.exact(
                        "merge-transposes",
                        "transpose(transpose(x, p), q)",
                        "transpose(x, p after q)",
                        Root.of(Op.Transpose.class),
                        MovementRules::mergeTransposes),
                Rule.exact(
                        "drop-identity-broadcast",
                        "broadcast(x, shape of x)",
                        "x",
                        Root.of(Op.Broadcast.class),
                        MovementRules::dropIdentityBroadcast),
                Rule.exact(
                        "merge-broadcasts",
                        "broadcast(broadcast(x, s, a), t, b)",
                        "broadcast(x, t, b after a)",
                        Root.of(Op.Broadcast.class),
                        MovementRules::mergeBroadcasts),
                Rule.exact(
                        "drop-empty-pad",
                        "pad(x, by 0 on each side)",
                        "x",
                        Root.of(Op.Pad.class),
                        MovementRules::dropEmptyPad),
                Rule.exact(
                        "undo-movement-around-function",
                        "transpose(f(transpose(x, p)), q), the same with reshape",
                        "f(transpose(x, p after q)), where both cancel",
                        Root.of(Op.Transpose.class, Op.Reshape.class),
                        MovementRules::undoAroundFunction),
                Rule.exact(
                        "gather-of-all",
                        "gather(x, iota of the extent)",
                        "x",
                        Root.of(Op.Gather.class),
                        MovementRules::gatherOfAll),
                Rule.exact(
                        "drop-concat-of-one",
                        "concat(x)",
                        "x",
                        Root.of(Op.Concat.class),
                        (op, at) ->
                                op.operands().size() == 1
                                        ? Optional.of(at.tensor(op.operands().getFirst()))
                                        : Optional.empty()));
    }

    /// `reshape(x, shape of x) -> x`.
    private static Optional<Tensor> dropReshapeOfSameShape(Op op, Site at) {
        return op instanceof Op.Reshape(Value operand, Shape shape)
                        && at.shape(operand).equals(shape)
                ? Optional.of(at.tensor(operand))
                : Optional.empty();
    }

    /// `reshape(reshape(x, s), t) -> reshape(x, t)`, where it is known that x has as many elements
    /// as t: two guards may prove the steps, and nothing the whole.
    private static Optional<Tensor> mergeReshapes(Op op, Site at) {
        return op instanceof Op.Reshape(Value operand, Shape shape)
                        && at.producer(operand) instanceof Op.Reshape(Value inner, Shape _)
                        && at.provesEqual(at.shape(inner).elements(), shape.elements())
                ? Optional.of(at.apply(new Op.Reshape(inner, shape)))
                : Optional.empty();
    }

    /// `transpose(x, [0, 1, ...]) -> x`.
    private static Optional<Tensor> dropIdentityTranspose(Op op, Site at) {
        return op instanceof Op.Transpose(Value operand, List<Integer> permutation)
                        && isIdentity(permutation)
                ? Optional.of(at.tensor(operand))
                : Optional.empty();
    }

    private static boolean isIdentity(List<Integer> permutation) {
        return IntStream.range(0, permutation.size())
                .allMatch(axis -> permutation.get(axis) == axis);
    }

    /// `transpose(transpose(x, p), q) -> transpose(x, p after q)`.
    private static Optional<Tensor> mergeTransposes(Op op, Site at) {
        return op instanceof Op.Transpose(Value operand, List<Integer> outer)
                        && at.producer(operand)
                                instanceof Op.Transpose(Value inner, List<Integer> permutation)
                ? Optional.of(
                        at.apply(
                                new Op.Transpose(
                                        inner, outer.stream().map(permutation::get).toList())))
                : Optional.empty();
    }

    /// `broadcast(x, shape of x) -> x`.
    private static Optional<Tensor> dropIdentityBroadcast(Op op, Site at) {
        return op instanceof Op.Broadcast broadcast
                        && at.shape(broadcast.operand()).equals(broadcast.shape())
                ? Optional.of(at.tensor(broadcast.operand()))
                : Optional.empty();
    }

    /// `broadcast(broadcast(x, s, a), t, b) -> broadcast(x, t, b after a)`.
    private static Optional<Tensor> mergeBroadcasts(Op op, Site at) {
        return op instanceof Op.Broadcast(Value operand, Shape shape, List<Integer> outer)
                        && at.producer(operand)
                                instanceof Op.Broadcast(Value inner, Shape _, List<Integer> axes)
                ? Optional.of(
                        at.apply(
                                new Op.Broadcast(
                                        inner, shape, axes.stream().map(outer::get).toList())))
                : Optional.empty();
    }

    /// `pad(x, by 0 on each side) -> x`.
    private static Optional<Tensor> dropEmptyPad(Op op, Site at) {
        return op instanceof Op.Pad pad
                        && pad.low().stream().allMatch(amount -> amount.is(0))
                        && pad.high().stream().allMatch(amount -> amount.is(0))
                ? Optional.of(at.tensor(pad.operand()))
                : Optional.empty();
    }

    /// `transpose(f(transpose(x, p)), q) -> f(x)` where q undoes p; `reshape(f(reshape(x, s)),
    /// shape of x) -> f(x)`; f is a function of one operand, or a cast.
    private static Optional<Tensor> undoAroundFunction(Op op, Site at) {
        Value moved = op.operands().getFirst();
        Op function = at.producer(moved);
        if (!(function instanceof Op.Unary) && !(function instanceof Op.Cast)) {
            return Optional.empty();
        }
        Op inner = at.producer(function.operands().getFirst());
        boolean undone =
                op instanceof Op.Transpose(Value _, List<Integer> outer)
                        ? inner instanceof Op.Transpose(Value _, List<Integer> permutation)
                                && isIdentity(outer.stream().map(permutation::get).toList())
                        : op instanceof Op.Reshape(Value _, Shape shape)
                                && inner instanceof Op.Reshape(Value x, Shape _)
                                && at.shape(x).equals(shape);
        return undone
                ? Optional.of(applied(function, inner.operands().getFirst(), at))
                : Optional.empty();
    }

    /// The same function of another operand.
    private static Tensor applied(Op function, Value operand, Site at) {
        return at.apply(Operands.replace(function, _ -> operand));
    }

    /// `gather(x, iota of the extent, axis) -> x`: every index is in range.
    private static Optional<Tensor> gatherOfAll(Op op, Site at) {
        if (op instanceof Op.Gather(Value operand, Value indices, int axis)
                && at.producer(indices) instanceof Op.Iota iota
                && iota.type().shape().rank() == 1) {
            Dim extent = at.shape(operand).dim(axis);
            return iota.type().shape().dim(0).equals(extent)
                            && isHeld(extent, iota.type().dtype().largest())
                    ? Optional.of(at.tensor(operand))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /// Whether the iota's dtype counts so far without wrapping.
    private static boolean isHeld(Dim extent, long largest) {
        return largest >= Integer.MAX_VALUE
                || (extent instanceof Dim.Fixed(long size) && size - 1 <= largest);
    }
}
