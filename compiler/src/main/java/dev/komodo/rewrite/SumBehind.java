package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Finds the sum of a tensor behind what brings it back under the tensor's shape: broadcasts, and
/// reshapes that add and drop axes of extent 1. Each axis must come back to its place.
final class SumBehind {
    private final Value summed;
    private final Site at;
    private int[] axes = {};

    private SumBehind(Value summed, Site at) {
        this.summed = summed;
        this.at = at;
    }

    /// What is left of a weight without the quotient by a sum.
    ///
    /// @param factor the rest, under the tensor's shape; nothing if that is 1
    /// @param reducedAxes what the sum folds
    record Rest(Optional<Tensor> factor, List<Integer> reducedAxes) {
        int[] axes() {
            return reducedAxes.stream().mapToInt(axis -> axis).toArray();
        }
    }

    /// The axes of the sum, if `value` is `sum(summed)` under the shape of `summed`.
    static Optional<int[]> of(Value summed, Value value, Site at) {
        SumBehind search = new SumBehind(summed, at);
        return search.isSum(value, search.identity(value))
                ? Optional.of(search.axes)
                : Optional.empty();
    }

    /// The rest of `value`, if it has a factor `1 / sum(summed)` under the shape of `summed`.
    static Optional<Rest> removed(Value summed, Value value, Site at) {
        SumBehind search = new SumBehind(summed, at);
        return search.without(value, search.identity(value), 6)
                .map(
                        factor ->
                                new Rest(
                                        factor.tensor(),
                                        Arrays.stream(search.axes).boxed().toList()));
    }

    /// What is left; nothing if that is 1.
    private record Left(Optional<Tensor> tensor) {
        Left moved(UnaryOperator<Tensor> movement) {
            return new Left(tensor.map(movement));
        }

        Left times(Tensor other) {
            return new Left(Optional.of(tensor.map(own -> own.mul(other)).orElse(other)));
        }
    }

    private List<Integer> identity(Value value) {
        List<Integer> places = new ArrayList<>();
        for (int axis = 0; axis < at.shape(value).rank(); axis++) {
            places.add(axis);
        }
        return places;
    }

    /// Whether a value whose axes lie at these axes of the summed tensor is its sum.
    private boolean isSum(Value value, List<Integer> places) {
        return switch (at.producer(value)) {
            case Op.Broadcast broadcast ->
                    isSum(broadcast.operand(), broadcast.axes().stream().map(places::get).toList());
            case Op.Reshape reshape ->
                    throughUnits(value, reshape.operand(), places)
                            .filter(inner -> isSum(reshape.operand(), inner))
                            .isPresent();
            case Op.Reduce(ReduceOp kind, Value operand, List<Integer> reduced)
                    when kind == ReduceOp.SUM && operand.equals(summed) -> {
                axes = reduced.stream().mapToInt(axis -> axis).toArray();
                yield isInPlace(value, places, reduced);
            }
            case Op.Select _ when !at.unguarded(value).equals(value) ->
                    isSum(at.unguarded(value), places);
            case Op _ -> false;
        };
    }

    private boolean isInPlace(Value value, List<Integer> places, List<Integer> reduced) {
        Shape shape = at.shape(value);
        int own = 0;
        for (int axis = 0; axis < at.shape(summed).rank(); axis++) {
            if (!reduced.contains(axis)) {
                if (!shape.dim(own).is(1) && places.get(own) != axis) {
                    return false;
                }
                own++;
            }
        }
        return true;
    }

    /// The places of the axes before a reshape that adds and drops axes of extent 1; -1 for those.
    private Optional<List<Integer>> throughUnits(Value outer, Value inner, List<Integer> places) {
        Shape after = at.shape(outer);
        List<Dim> dims = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int axis = 0; axis < after.rank(); axis++) {
            if (!after.dim(axis).is(1)) {
                dims.add(after.dim(axis));
                kept.add(places.get(axis));
            }
        }
        List<Integer> before = new ArrayList<>();
        int next = 0;
        for (Dim dim : at.shape(inner).dims()) {
            if (dim.is(1)) {
                before.add(-1);
            } else if (next < dims.size() && dims.get(next).equals(dim)) {
                before.add(kept.get(next++));
            } else {
                return Optional.empty();
            }
        }
        return next == dims.size() ? Optional.of(before) : Optional.empty();
    }

    private Optional<Left> without(Value value, List<Integer> places, int depth) {
        if (depth == 0) {
            return Optional.empty();
        }
        return switch (at.producer(value)) {
            case Op.Broadcast(Value operand, Shape shape, List<Integer> spread) ->
                    without(operand, spread.stream().map(places::get).toList(), depth - 1)
                            .map(
                                    left ->
                                            left.moved(
                                                    t ->
                                                            at.apply(
                                                                    new Op.Broadcast(
                                                                            t.value(), shape,
                                                                            spread))));
            case Op.Reshape(Value operand, Shape shape) ->
                    throughUnits(value, operand, places)
                            .flatMap(inner -> without(operand, inner, depth - 1))
                            .map(left -> left.moved(t -> t.reshape(shape)));
            case Op.Unary(UnaryOp kind, Value operand) when kind == UnaryOp.RECIPROCAL ->
                    isSum(operand, places)
                            ? Optional.of(new Left(Optional.empty()))
                            : Optional.empty();
            case Op.Unary(UnaryOp kind, Value operand) when kind == UnaryOp.NEGATE ->
                    without(operand, places, depth - 1)
                            .map(left -> left.times(at.everywhere(-1, value)));
            case Op.Binary(BinaryOp kind, Value above, Value below) when kind == BinaryOp.DIVIDE ->
                    quotient(above, below, places, depth);
            case Op.Binary(BinaryOp kind, Value one, Value other) when kind == BinaryOp.MULTIPLY ->
                    without(one, places, depth - 1)
                            .map(left -> left.times(at.tensor(other)))
                            .or(
                                    () ->
                                            without(other, places, depth - 1)
                                                    .map(left -> left.times(at.tensor(one))));
            case Op _ -> Optional.empty();
        };
    }

    private Optional<Left> quotient(Value above, Value below, List<Integer> places, int depth) {
        if (isSum(below, places)) {
            return Optional.of(
                    new Left(at.is(above, 1) ? Optional.empty() : Optional.of(at.tensor(above))));
        }
        return without(above, places, depth - 1)
                .map(
                        left ->
                                new Left(
                                        Optional.of(
                                                left.tensor()
                                                        .orElseGet(() -> at.everywhere(1, above))
                                                        .div(at.tensor(below)))));
    }
}
