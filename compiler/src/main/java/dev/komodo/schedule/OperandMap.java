package dev.komodo.schedule;

import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.function.UnaryOperator;

/// Ops with other operands.
final class OperandMap {
    private OperandMap() {}

    /// The same op on mapped operands.
    static Op map(Op op, UnaryOperator<Value> map) {
        return switch (op) {
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ -> op;
            case Op.Unary(var kind, Value x) -> new Op.Unary(kind, map.apply(x));
            case Op.Binary(var kind, Value x, Value y) ->
                    new Op.Binary(kind, map.apply(x), map.apply(y));
            case Op.Compare(var kind, Value x, Value y) ->
                    new Op.Compare(kind, map.apply(x), map.apply(y));
            case Op.Select(Value c, Value x, Value y) ->
                    new Op.Select(map.apply(c), map.apply(x), map.apply(y));
            case Op.Cast(Value x, var dtype) -> new Op.Cast(map.apply(x), dtype);
            case Op.Opaque(Value x, var inputs, String rule) ->
                    new Op.Opaque(map.apply(x), inputs.stream().map(map).toList(), rule);
            case Op.Bitcast(Value x, var dtype) -> new Op.Bitcast(map.apply(x), dtype);
            case Op.Reduce(var kind, Value x, var axes) -> new Op.Reduce(kind, map.apply(x), axes);
            case Op.ArgReduce(var kind, Value x, int axis, boolean last) ->
                    new Op.ArgReduce(kind, map.apply(x), axis, last);
            case Op.Contract c ->
                    new Op.Contract(
                            map.apply(c.left()),
                            map.apply(c.right()),
                            c.leftBatch(),
                            c.rightBatch(),
                            c.leftContracted(),
                            c.rightContracted());
            case Op.Convolve c ->
                    new Op.Convolve(
                            map.apply(c.input()),
                            map.apply(c.filter()),
                            c.strides(),
                            c.padLow(),
                            c.padHigh(),
                            c.dilations(),
                            c.groups());
            case Op.Reshape(Value x, var shape) -> new Op.Reshape(map.apply(x), shape);
            case Op.Transpose(Value x, var permutation) ->
                    new Op.Transpose(map.apply(x), permutation);
            case Op.Broadcast(Value x, var shape, var axes) ->
                    new Op.Broadcast(map.apply(x), shape, axes);
            case Op.Slice(Value x, var starts, var sizes, var steps) ->
                    new Op.Slice(map.apply(x), starts, sizes, steps);
            case Op.Pad(Value x, Value padding, var low, var high) ->
                    new Op.Pad(map.apply(x), map.apply(padding), low, high);
            case Op.Concat(List<Value> parts, int axis) -> new Op.Concat(all(parts, map), axis);
            case Op.Gather(Value x, Value indices, int axis) ->
                    new Op.Gather(map.apply(x), map.apply(indices), axis);
            case Op.Scatter s ->
                    new Op.Scatter(
                            s.kind(),
                            map.apply(s.operand()),
                            map.apply(s.indices()),
                            map.apply(s.updates()),
                            s.axis());
            case Op.NonZero(Value x, var count) -> new Op.NonZero(map.apply(x), count);
            case Op.LinearAlgebra matrices -> Operands.replace(matrices, map);
            case Op.Sort(Value x, int axis, boolean descending) ->
                    new Op.Sort(map.apply(x), axis, descending);
            case Op.Fourier fourier -> Operands.replace(fourier, map);
            case Op.While loop ->
                    new Op.While(
                            loop.condition(),
                            loop.body(),
                            all(loop.carries(), map),
                            all(loop.captures(), map));
            case Op.Scan loop ->
                    new Op.Scan(
                            loop.body(),
                            all(loop.carries(), map),
                            all(loop.sequences(), map),
                            all(loop.captures(), map),
                            loop.length(),
                            loop.steps());
        };
    }

    private static List<Value> all(List<Value> values, UnaryOperator<Value> map) {
        return values.stream().map(map).toList();
    }
}
