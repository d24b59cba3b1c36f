package dev.komodo.onnx.importer;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// Windows along an axis whose bounds only the kernel knows.
///
/// Where both bounds are one counter of a loop and constants, and the window is inside for each of
/// its rounds, its size is a number. Else it is a data dim: the window has the true size of each
/// call.
final class KernelWindows {
    private final Counters counters;

    /// @param counters of the loops that are being built
    KernelWindows(Counters counters) {
        this.counters = counters;
    }

    /// A value, and what is added to it.
    private record Shifted(Value root, long shift) {
        Shifted plus(long more) {
            return new Shifted(root, Math.addExact(shift, more));
        }
    }

    /// The elements from `start` until `end` by `step`; negative bounds count from the end, all are
    /// clamped.
    ///
    /// @param start an i64 scalar of the tensor's graph or of one inside it, as is `end`
    /// @param step not 0
    Tensor window(Tensor data, int axis, Tensor start, Tensor end, long step) {
        Optional<Tensor> fixed =
                step > 0 ? counted(data, axis, start, end, step) : Optional.empty();
        return fixed.orElseGet(() -> picked(data, axis, start, end, step));
    }

    private Optional<Tensor> counted(Tensor data, int axis, Tensor start, Tensor end, long step) {
        GraphBuilder builder = start.builder();
        if (end.builder() != builder) {
            return Optional.empty();
        }
        Shifted from = shifted(builder, start.value());
        Shifted until = shifted(builder, end.value());
        Optional<Dim> rounds = counters.rounds(builder, from.root);
        long length = until.shift - from.shift;
        if (!from.root.equals(until.root) || rounds.isEmpty() || from.shift < 0 || length < 0) {
            return Optional.empty();
        }
        Dim last = rounds.get().plus(Dim.of(until.shift - 1));
        if (!SizeArithmetic.isNatural(data.dim(axis).minus(last))) {
            return Optional.empty();
        }
        Dim size = Dim.of(Math.ceilDiv(length, step));
        Tensor stride = builder.constant(DType.I64, step);
        Tensor places = builder.iota(DType.I64, 0, size).mul(stride).add(start);
        return Optional.of(data.gather(places, axis));
    }

    /// What a scalar is a sum of, constants apart.
    private static Shifted shifted(GraphBuilder builder, Value value) {
        return switch (builder.producer(value)) {
            case Op.Reshape reshape -> shifted(builder, reshape.operand());
            case Op.Broadcast broadcast when isOne(builder, value) ->
                    shifted(builder, broadcast.operand());
            case Op.Binary(BinaryOp kind, Value left, Value right)
                    when kind == BinaryOp.ADD && constant(builder, right).isPresent() ->
                    shifted(builder, left).plus(constant(builder, right).get());
            case Op.Binary(BinaryOp kind, Value left, Value right)
                    when kind == BinaryOp.ADD && constant(builder, left).isPresent() ->
                    shifted(builder, right).plus(constant(builder, left).get());
            case Op.Binary(BinaryOp kind, Value left, Value right)
                    when kind == BinaryOp.SUBTRACT && constant(builder, right).isPresent() ->
                    shifted(builder, left).plus(Math.negateExact(constant(builder, right).get()));
            case Op _ -> new Shifted(value, 0);
        };
    }

    private static boolean isOne(GraphBuilder builder, Value value) {
        return builder.tensor(value).shape().elements().is(1);
    }

    private static Optional<Long> constant(GraphBuilder builder, Value value) {
        return switch (builder.producer(value)) {
            case Op.Constant(Literal literal)
                    when literal.elements() == 1 && Math.abs(literal.bits(0)) < 1L << 48 ->
                    Optional.of(literal.bits(0));
            case Op.Reshape reshape -> constant(builder, reshape.operand());
            case Op.Broadcast broadcast when isOne(builder, value) ->
                    constant(builder, broadcast.operand());
            case Op _ -> Optional.empty();
        };
    }

    /// Takes those positions along the axis that the window has.
    private static Tensor picked(Tensor data, int axis, Tensor start, Tensor end, long step) {
        Tensor places = start.builder().iota(DType.I64, 0, data.dim(axis));
        Tensor extent = Positions.scalar(start, data.dim(axis));
        Tensor from = start.less(0).select(start.add(extent), start);
        Tensor until = end.less(0).select(end.add(extent), end);
        Tensor first = step > 0 ? from.maximum(0) : from.minimum(extent.sub(1));
        Tensor steps = step > 0 ? places.sub(first) : first.sub(places);
        Tensor isBefore = step > 0 ? places.less(until) : places.greater(until);
        Tensor isWanted = steps.greaterEqual(0).and(isBefore);
        if (Math.abs(step) != 1) {
            Tensor stride = start.builder().constant(DType.I64, Math.absExact(step));
            isWanted = isWanted.and(steps.floorModulo(stride).equalTo(0));
        }
        Tensor found = isWanted.nonZero();
        Tensor wanted = found.reshape(found.dim(1));
        return data.gather(step > 0 ? wanted : wanted.reverse(0), axis);
    }
}
