package dev.komodo.vectorize;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The table op -> op for all positions at once. At least one operand is mapped.
final class OpRules {
    private final GraphBuilder builder;
    private final Dim count;
    private final Function<Value, Mapped> of;

    /// @param of the operands of the op
    OpRules(GraphBuilder builder, Dim count, Function<Value, Mapped> of) {
        this.builder = builder;
        this.count = count;
        this.of = of;
    }

    List<Mapped> apply(Op op) {
        return switch (op) {
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ ->
                    throw new IllegalStateException(op + " has no operand that could be mapped");
            case Op.Opaque opaque ->
                    // a rule knows nothing of the new axis: it goes by a name that nobody has
                    one(
                            new Op.Opaque(
                                    whole(opaque.value()),
                                    opaque.inputs().stream().map(this::whole).toList(),
                                    opaque.rule().isEmpty() ? "" : opaque.rule() + " vectorised"));
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _, Op.Bitcast _ ->
                    one(Operands.replace(op, this::whole));
            case Op.Reduce reduce ->
                    one(
                            new Op.Reduce(
                                    reduce.kind(),
                                    whole(reduce.operand()),
                                    Mapped.shifted(reduce.axes())));
            case Op.ArgReduce extreme ->
                    one(
                            new Op.ArgReduce(
                                    extreme.kind(),
                                    whole(extreme.operand()),
                                    extreme.axis() + 1,
                                    extreme.last()));
            case Op.Contract contract ->
                    each(
                            ProductRules.contract(
                                    contract,
                                    of.apply(contract.left()),
                                    of.apply(contract.right())));
            case Op.Convolve convolve -> convolve(convolve);
            case Op.Reshape(Value operand, Shape shape) ->
                    one(new Op.Reshape(whole(operand), Mapped.withLeading(count, shape)));
            case Op.Transpose(Value operand, List<Integer> permutation) ->
                    one(new Op.Transpose(whole(operand), leading(0, Mapped.shifted(permutation))));
            case Op.Broadcast(Value operand, Shape shape, List<Integer> axes) ->
                    one(
                            new Op.Broadcast(
                                    whole(operand),
                                    Mapped.withLeading(count, shape),
                                    leading(0, Mapped.shifted(axes))));
            case Op.Slice(Value operand, List<Dim> starts, List<Dim> sizes, List<Long> steps) ->
                    one(
                            new Op.Slice(
                                    whole(operand),
                                    leading(Dim.of(0), starts),
                                    leading(count, sizes),
                                    leading(1L, steps)));
            case Op.Pad pad ->
                    each(
                            MovementRules.pad(
                                    pad,
                                    of.apply(pad.operand()).whole(count),
                                    of.apply(pad.padding())));
            case Op.Concat(List<Value> parts, int axis) ->
                    one(new Op.Concat(parts.stream().map(this::whole).toList(), axis + 1));
            case Op.Gather gather ->
                    each(
                            MovementRules.gather(
                                    gather,
                                    of.apply(gather.operand()),
                                    of.apply(gather.indices())));
            case Op.Scatter scatter ->
                    each(
                            MovementRules.scatter(
                                    scatter,
                                    count,
                                    of.apply(scatter.operand()).whole(count),
                                    of.apply(scatter.indices()),
                                    of.apply(scatter.updates()).whole(count)));
            case Op.Sort(Value operand, int axis, boolean descending) ->
                    builder.apply(new Op.Sort(whole(operand), axis + 1, descending)).stream()
                            .map(Mapped::each)
                            .toList();
            case Op.Fourier(FourierOp kind, Value operand, int axis, long length, double scale) ->
                    one(new Op.Fourier(kind, whole(operand), axis + 1, length, scale));
            case Op.NonZero _ ->
                    throw new UnsupportedException(
                            "nonZero of a mapped tensor can't be vectorised: each of the "
                                    + count
                                    + " positions has an extent of its own");
            // The positions are more matrices of the batch.
            case Op.LinearAlgebra _ ->
                    builder.apply(Operands.replace(op, this::whole)).stream()
                            .map(Mapped::each)
                            .toList();
            case Op.While loop -> new LoopRules(builder, count, of).whileLoop(loop);
            case Op.Scan scan -> new LoopRules(builder, count, of).scan(scan);
        };
    }

    private List<Mapped> convolve(Op.Convolve convolve) {
        Mapped input = of.apply(convolve.input());
        Mapped filter = of.apply(convolve.filter());
        if (!input.isMapped()) {
            return each(ProductRules.convolveFilters(convolve, input.tensor(), filter.tensor()));
        }
        if (!filter.isMapped()) {
            return each(ProductRules.convolveInputs(convolve, input.tensor(), filter.tensor()));
        }
        return count.constant().isPresent()
                ? each(ProductRules.convolvePairs(convolve, input.tensor(), filter.tensor()))
                : new LoopRules(builder, count, of).oneByOne(convolve);
    }

    private Value whole(Value value) {
        return of.apply(value).whole(count).value();
    }

    private List<Mapped> one(Op op) {
        return each(builder.apply(op).getFirst());
    }

    private static List<Mapped> each(Tensor tensor) {
        return List.of(Mapped.each(tensor));
    }

    private static <T> List<T> leading(T first, List<T> rest) {
        List<T> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return List.copyOf(all);
    }
}
