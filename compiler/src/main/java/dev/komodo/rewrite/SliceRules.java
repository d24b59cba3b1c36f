package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Parts of what was put together. A slice may fail at a call; a rule that leaves out the check of
/// an inner one asks for extents that prove it.
final class SliceRules {
    private SliceRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "drop-whole-slice",
                        "slice(x, from 0, all of x, by 1)",
                        "x",
                        Root.of(Op.Slice.class),
                        SliceRules::dropWholeSlice),
                Rule.exact(
                        "merge-slices",
                        "slice(slice(x, a, m, s), b, n, t)",
                        "slice(x, a + b s, n, s t)",
                        Root.of(Op.Slice.class),
                        SliceRules::mergeSlices),
                Rule.exact(
                        "slice-of-concat",
                        "slice(concat(x, y), within y)",
                        "slice(y)",
                        Root.of(Op.Slice.class),
                        SliceRules::sliceOfConcat),
                Rule.exact(
                        "slice-of-pad",
                        "slice(pad(x), within x)",
                        "slice(x)",
                        Root.of(Op.Slice.class),
                        SliceRules::sliceOfPad),
                Rule.exact(
                        "slice-of-broadcast",
                        "slice(broadcast(x))",
                        "broadcast(slice(x))",
                        Root.of(Op.Slice.class),
                        SliceRules::sliceOfBroadcast),
                Rule.exact(
                        "slice-of-function",
                        "slice(f(x, y))",
                        "f(slice(x), slice(y)), where f is elementwise, used once, and an operand"
                                + " is repeated, put together or padded",
                        Root.of(Op.Slice.class),
                        SliceRules::sliceOfFunction),
                Rule.exact(
                        "slice-of-reduce",
                        "slice(reduce(x))",
                        "reduce(slice(x)), where the reduction is used once",
                        Root.of(Op.Slice.class),
                        SliceRules::sliceOfReduce));
    }

    /// `slice(x, from 0, all of x, by 1) -> x`.
    private static Optional<Tensor> dropWholeSlice(Op op, Site at) {
        if (!(op instanceof Op.Slice slice)) {
            return Optional.empty();
        }
        for (int axis = 0; axis < slice.sizes().size(); axis++) {
            if (!isWhole(slice, axis, at.shape(slice.operand()))) {
                return Optional.empty();
            }
        }
        return Optional.of(at.tensor(slice.operand()));
    }

    private static boolean isWhole(Op.Slice slice, int axis, Shape operand) {
        return slice.starts().get(axis).is(0)
                && slice.steps().get(axis) == 1
                && slice.sizes().get(axis).equals(operand.dim(axis));
    }

    /// Whether the type rules have seen that an axis of a slice stays inside: then it never fails.
    private static boolean isProved(Op.Slice slice, int axis, Shape operand) {
        return isWhole(slice, axis, operand)
                || (slice.starts().get(axis) instanceof Dim.Fixed
                        && slice.sizes().get(axis) instanceof Dim.Fixed
                        && operand.dim(axis) instanceof Dim.Fixed);
    }

    private static boolean isProved(Op.Slice slice, Site at) {
        Shape operand = at.shape(slice.operand());
        for (int axis = 0; axis < operand.rank(); axis++) {
            if (!isProved(slice, axis, operand)) {
                return false;
            }
        }
        return true;
    }

    /// `slice(slice(x, a, m, s), b, n, t) -> slice(x, a + b s, n, s t)`.
    private static Optional<Tensor> mergeSlices(Op op, Site at) {
        if (!(op instanceof Op.Slice outer)
                || !(at.producer(outer.operand()) instanceof Op.Slice inner)
                || !isProved(inner, at)) {
            return Optional.empty();
        }
        List<Dim> starts = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        for (int axis = 0; axis < outer.sizes().size(); axis++) {
            long step = inner.steps().get(axis);
            Dim moved = outer.starts().get(axis).times(Dim.of(step));
            starts.add(inner.starts().get(axis).plus(moved));
            steps.add(Math.multiplyExact(step, outer.steps().get(axis)));
        }
        return Optional.of(at.tensor(inner.operand()).slice(starts, outer.sizes(), steps));
    }

    /// `slice(concat(x, y), within y) -> slice(y)`.
    private static Optional<Tensor> sliceOfConcat(Op op, Site at) {
        if (!(op instanceof Op.Slice slice)
                || !(at.producer(slice.operand()) instanceof Op.Concat(var parts, int axis))
                || !isProved(slice, at)
                || !(slice.starts().get(axis) instanceof Dim.Fixed(long start))
                || !(slice.sizes().get(axis) instanceof Dim.Fixed(long size))
                || size == 0) {
            return Optional.empty();
        }
        long end = start + (size - 1) * slice.steps().get(axis);
        long begin = 0;
        for (Value part : parts) {
            if (!(at.shape(part).dim(axis) instanceof Dim.Fixed(long extent))) {
                return Optional.empty();
            }
            if (Math.min(start, end) >= begin && Math.max(start, end) < begin + extent) {
                List<Dim> starts = new ArrayList<>(slice.starts());
                starts.set(axis, Dim.of(start - begin));
                return Optional.of(at.tensor(part).slice(starts, slice.sizes(), slice.steps()));
            }
            begin += extent;
        }
        return Optional.empty();
    }

    /// `slice(pad(x), within x) -> slice(x)`.
    private static Optional<Tensor> sliceOfPad(Op op, Site at) {
        if (!(op instanceof Op.Slice slice)
                || !(at.producer(slice.operand()) instanceof Op.Pad pad)
                || !isProved(slice, at)) {
            return Optional.empty();
        }
        Shape inner = at.shape(pad.operand());
        List<Dim> starts = new ArrayList<>();
        for (int axis = 0; axis < inner.rank(); axis++) {
            if (!(slice.starts().get(axis) instanceof Dim.Fixed(long start))
                    || !(slice.sizes().get(axis) instanceof Dim.Fixed(long size))
                    || !(pad.low().get(axis) instanceof Dim.Fixed(long low))
                    || !(inner.dim(axis) instanceof Dim.Fixed(long extent))) {
                return Optional.empty();
            }
            long end = start + (size - 1) * slice.steps().get(axis);
            if (size == 0 || Math.min(start, end) < low || Math.max(start, end) >= low + extent) {
                return Optional.empty();
            }
            starts.add(Dim.of(start - low));
        }
        return Optional.of(at.tensor(pad.operand()).slice(starts, slice.sizes(), slice.steps()));
    }

    /// `slice(broadcast(x)) -> broadcast(slice(x))`: what is repeated is not sliced.
    private static Optional<Tensor> sliceOfBroadcast(Op op, Site at) {
        if (!(op instanceof Op.Slice slice)
                || !(at.producer(slice.operand()) instanceof Op.Broadcast broadcast)
                || !isProved(slice, at)) {
            return Optional.empty();
        }
        Shape inner = at.shape(broadcast.operand());
        List<Dim> starts = new ArrayList<>();
        List<Dim> sizes = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < inner.rank(); i++) {
            int axis = broadcast.axes().get(i);
            boolean repeated = inner.dim(i).is(1);
            starts.add(repeated ? Dim.of(0) : slice.starts().get(axis));
            sizes.add(repeated ? Dim.of(1) : slice.sizes().get(axis));
            steps.add(repeated ? 1L : slice.steps().get(axis));
        }
        Value part = at.tensor(broadcast.operand()).slice(starts, sizes, steps).value();
        return Optional.of(
                at.apply(new Op.Broadcast(part, new Shape(slice.sizes()), broadcast.axes())));
    }

    /// `slice(f(x, y)) -> f(slice(x), slice(y))`, where an operand gets simpler by it.
    private static Optional<Tensor> sliceOfFunction(Op op, Site at) {
        if (!(op instanceof Op.Slice slice)
                || !isElementwise(at.producer(slice.operand()))
                || !at.isUsedOnce(slice.operand())
                || !isProved(slice, at)) {
            return Optional.empty();
        }
        Op function = at.producer(slice.operand());
        boolean pays =
                function.operands().stream()
                        .map(at::producer)
                        .anyMatch(
                                producer ->
                                        producer instanceof Op.Broadcast
                                                || producer instanceof Op.Concat
                                                || producer instanceof Op.Pad);
        UnaryOperator<Value> part =
                value ->
                        at.tensor(value)
                                .slice(slice.starts(), slice.sizes(), slice.steps())
                                .value();
        return pays ? Optional.of(at.apply(Operands.replace(function, part))) : Optional.empty();
    }

    private static boolean isElementwise(Op op) {
        return op instanceof Op.Unary
                || op instanceof Op.Binary
                || op instanceof Op.Compare
                || op instanceof Op.Select
                || op instanceof Op.Cast;
    }

    /// `slice(reduce(x)) -> reduce(slice(x))`: fewer sums.
    private static Optional<Tensor> sliceOfReduce(Op op, Site at) {
        if (!(op instanceof Op.Slice slice)
                || !(at.producer(slice.operand()) instanceof Op.Reduce reduce)
                || !at.isUsedOnce(slice.operand())
                || !isProved(slice, at)) {
            return Optional.empty();
        }
        Shape inner = at.shape(reduce.operand());
        List<Dim> starts = new ArrayList<>(slice.starts());
        List<Dim> sizes = new ArrayList<>(slice.sizes());
        List<Long> steps = new ArrayList<>(slice.steps());
        for (int axis : reduce.axes()) {
            starts.add(axis, Dim.of(0));
            sizes.add(axis, inner.dim(axis));
            steps.add(axis, 1L);
        }
        Value part = at.tensor(reduce.operand()).slice(starts, sizes, steps).value();
        return Optional.of(at.apply(new Op.Reduce(reduce.kind(), part, reduce.axes())));
    }
}
