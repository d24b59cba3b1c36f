package dev.komodo.graph;

import java.util.List;
import java.util.function.UnaryOperator;

/// Ops with other operands, for everything that rebuilds graphs.
public final class Operands {
    private Operands() {}

    /// The op with each operand replaced. Sub-graphs stay: their values are their own.
    public static Op replace(Op op, UnaryOperator<Value> to) {
        return switch (op) {
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ -> op;
            case Op.Unary(UnaryOp kind, Value operand) -> new Op.Unary(kind, to.apply(operand));
            case Op.Binary(BinaryOp kind, Value left, Value right) ->
                    new Op.Binary(kind, to.apply(left), to.apply(right));
            case Op.Compare(CompareOp kind, Value left, Value right) ->
                    new Op.Compare(kind, to.apply(left), to.apply(right));
            case Op.Select(Value condition, Value whenTrue, Value whenFalse) ->
                    new Op.Select(to.apply(condition), to.apply(whenTrue), to.apply(whenFalse));
            case Op.Cast(Value operand, DType dtype) -> new Op.Cast(to.apply(operand), dtype);
            case Op.Opaque(Value value, List<Value> inputs, String rule) ->
                    new Op.Opaque(to.apply(value), all(inputs, to), rule);
            case Op.Bitcast(Value operand, DType dtype) -> new Op.Bitcast(to.apply(operand), dtype);
            case Op.Reduce(ReduceOp kind, Value operand, List<Integer> axes) ->
                    new Op.Reduce(kind, to.apply(operand), axes);
            case Op.ArgReduce(ArgReduceOp kind, Value operand, int axis, boolean last) ->
                    new Op.ArgReduce(kind, to.apply(operand), axis, last);
            case Op.Contract contract ->
                    new Op.Contract(
                            to.apply(contract.left()),
                            to.apply(contract.right()),
                            contract.leftBatch(),
                            contract.rightBatch(),
                            contract.leftContracted(),
                            contract.rightContracted());
            case Op.Convolve convolve ->
                    new Op.Convolve(
                            to.apply(convolve.input()),
                            to.apply(convolve.filter()),
                            convolve.strides(),
                            convolve.padLow(),
                            convolve.padHigh(),
                            convolve.dilations(),
                            convolve.groups());
            case Op.Reshape(Value operand, Shape shape) -> new Op.Reshape(to.apply(operand), shape);
            case Op.Transpose(Value operand, List<Integer> permutation) ->
                    new Op.Transpose(to.apply(operand), permutation);
            case Op.Broadcast(Value operand, Shape shape, List<Integer> axes) ->
                    new Op.Broadcast(to.apply(operand), shape, axes);
            case Op.Slice(Value operand, List<Dim> starts, List<Dim> sizes, List<Long> steps) ->
                    new Op.Slice(to.apply(operand), starts, sizes, steps);
            case Op.Pad(Value operand, Value padding, List<Dim> low, List<Dim> high) ->
                    new Op.Pad(to.apply(operand), to.apply(padding), low, high);
            case Op.Concat(List<Value> parts, int axis) -> new Op.Concat(all(parts, to), axis);
            case Op.Gather(Value operand, Value indices, int axis) ->
                    new Op.Gather(to.apply(operand), to.apply(indices), axis);
            case Op.Scatter s ->
                    new Op.Scatter(
                            s.kind(),
                            to.apply(s.operand()),
                            to.apply(s.indices()),
                            to.apply(s.updates()),
                            s.axis());
            case Op.NonZero(Value operand, Dim.Data count) ->
                    new Op.NonZero(to.apply(operand), count);
            case Op.Factorize(FactorizeOp kind, Value operand, OnFailure onFailure) ->
                    new Op.Factorize(kind, to.apply(operand), onFailure);
            case Op.SolveTriangular solve ->
                    new Op.SolveTriangular(
                            to.apply(solve.matrix()),
                            to.apply(solve.right()),
                            solve.lower(),
                            solve.transposed(),
                            solve.unitDiagonal(),
                            solve.onFailure());
            case Op.Sort(Value operand, int axis, boolean descending) ->
                    new Op.Sort(to.apply(operand), axis, descending);
            case Op.Fourier(FourierOp kind, Value operand, int axis, long length, double scale) ->
                    new Op.Fourier(kind, to.apply(operand), axis, length, scale);
            case Op.While(Graph condition, Graph body, List<Value> carries, List<Value> captures) ->
                    new Op.While(condition, body, all(carries, to), all(captures, to));
            case Op.Scan scan ->
                    new Op.Scan(
                            scan.body(),
                            all(scan.carries(), to),
                            all(scan.sequences(), to),
                            all(scan.captures(), to),
                            scan.length(),
                            scan.steps());
        };
    }

    private static List<Value> all(List<Value> values, UnaryOperator<Value> to) {
        return values.stream().map(to).toList();
    }
}
