package dev.komodo.rewrite;

import dev.komodo.error.ExecutionException;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;
import dev.komodo.interp.Interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `op(constants) -> constant`, computed by the interpreter, where the result is small
/// ([Literal#INLINE_BYTES]) or one element everywhere. Float sums, products and contractions stay:
/// kernels do them in a defined order. What would fail stays, and fails when it runs.
final class FoldConstants {
    private FoldConstants() {}

    /// The constant that takes the op's place.
    static Optional<Tensor> apply(Op op, Site at) {
        GraphBuilder graph = at.graph();
        if (op.operands().isEmpty() || !isFoldable(op, graph)) {
            return Optional.empty();
        }
        List<Literal> literals = new ArrayList<>();
        for (Value operand : op.operands()) {
            if (!(graph.producer(operand) instanceof Op.Constant(Literal literal))) {
                return Optional.empty();
            }
            literals.add(literal);
        }
        if (op instanceof Op.Broadcast broadcast) {
            return repeated(broadcast, literals.getFirst(), graph);
        }
        return isElementwise(op) && literals.stream().allMatch(Constants::isUniform)
                ? uniform(op, literals, graph)
                : evaluated(op, literals).map(graph::constant);
    }

    private static boolean isFoldable(Op op, GraphBuilder graph) {
        return switch (op) {
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _ -> true;
            case Op.Cast _, Op.Bitcast _ -> true;
            case Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _, Op.Pad _ -> true;
            case Op.Concat _, Op.Gather _, Op.Scatter _, Op.ArgReduce _ -> true;
            case Op.Reduce reduce ->
                    !graph.tensor(reduce.operand()).dtype().isFloat()
                            || reduce.kind() == ReduceOp.MINIMUM
                            || reduce.kind() == ReduceOp.MAXIMUM;
            case Op.Contract contract -> !graph.tensor(contract.left()).dtype().isFloat();
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ -> false;
            case Op.LinearAlgebra _, Op.Fourier _, Op.Opaque _ -> false;
            case Op.Convolve _, Op.NonZero _, Op.Sort _, Op.While _, Op.Scan _ -> false;
        };
    }

    private static boolean isElementwise(Op op) {
        return op instanceof Op.Unary
                || op instanceof Op.Binary
                || op instanceof Op.Compare
                || op instanceof Op.Select
                || op instanceof Op.Cast
                || op instanceof Op.Bitcast;
    }

    private static Optional<Tensor> repeated(Op.Broadcast op, Literal literal, GraphBuilder graph) {
        return Constants.isUniform(literal) && op.shape().isFixed()
                ? Optional.of(graph.constant(splat(one(literal), op.shape())))
                : Optional.empty();
    }

    private static Optional<Tensor> uniform(Op op, List<Literal> literals, GraphBuilder graph) {
        Shape shape = literals.getFirst().type().shape();
        return evaluated(op, literals.stream().map(FoldConstants::one).toList())
                .map(result -> graph.constant(shape.rank() == 0 ? result : splat(result, shape)));
    }

    /// The first element as a scalar.
    static Literal one(Literal literal) {
        return new LiteralBuilder(literal.dtype()).putBits(0, literal.bits(0)).build();
    }

    private static Literal splat(Literal one, Shape shape) {
        long[] sizes = shape.dims().stream().mapToLong(dim -> dim.evaluate(_ -> 0)).toArray();
        return Literal.splat(one.dtype(), sizes, one.data());
    }

    private static Optional<Literal> evaluated(Op op, List<Literal> literals) {
        GraphBuilder alone = new GraphBuilder("constant");
        List<Value> operands = new ArrayList<>();
        for (Literal literal : literals) {
            operands.add(alone.input("x" + operands.size(), literal.type()).value());
        }
        int[] next = {0};
        Tensor result = alone.apply(Operands.replace(op, _ -> operands.get(next[0]++))).getFirst();
        if (!isSmall(result.type())) {
            return Optional.empty();
        }
        Graph graph = alone.output("result", result).build();
        try {
            return Optional.of(Interpreter.run(graph, literals).getFirst());
        } catch (ExecutionException failure) {
            // the op has no result for these constants: the call must report that, if it gets there
            return Optional.empty();
        }
    }

    private static boolean isSmall(TensorType type) {
        return type.shape().isFixed()
                && type.shape().elements().evaluate(_ -> 0)
                        <= Literal.INLINE_BYTES / type.dtype().byteSize();
    }
}
