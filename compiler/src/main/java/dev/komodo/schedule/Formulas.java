package dev.komodo.schedule;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.UnaryOp;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopType;
import dev.komodo.math.VectorMath;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/// Writes the formulas of elementwise ops: where they are used, so that they share a loop's
/// registers; or, in a graph with so many that compiling them would take long, the long ones as
/// functions of their own, one for each op and type. A choice of the graph alone.
final class Formulas {
    /// From this cost on a formula is worth a function of its own.
    private static final int LONG = 16;

    private final ProgramWriter program;
    private final boolean isOutlined;

    private Formulas(ProgramWriter program, boolean isOutlined) {
        this.program = program;
        this.isOutlined = isOutlined;
    }

    /// The formulas of a graph's kernels.
    ///
    /// @param budget the simple operations of long formulas that may be written in place
    static Formulas of(ProgramWriter program, Graph graph, long budget) {
        return new Formulas(program, cost(graph) > budget);
    }

    /// The simple operations of all long formulas.
    private static long cost(Graph graph) {
        long cost = 0;
        for (Node node : graph.nodes()) {
            cost +=
                    switch (node.op()) {
                        case Op.Unary _, Op.Binary _ -> isLong(node.op()) ? Costs.of(node.op()) : 0;
                        case Op.While loop -> cost(loop.condition()) + cost(loop.body());
                        case Op.Scan loop -> cost(loop.body());
                        case Op _ -> 0;
                    };
        }
        return cost;
    }

    private static boolean isLong(Op op) {
        return Costs.of(op) >= LONG;
    }

    /// An op's result, bound to nothing yet.
    Expr unary(Op.Unary op, Expr x, BlockBuilder block) {
        UnaryOp kind = op.kind();
        if (!isOutlined || !isLong(op)) {
            return VectorMath.unary(kind, x, block);
        }
        return called(kind, List.of(x), (body, in) -> VectorMath.unary(kind, in.getFirst(), body));
    }

    /// `exp(x)`, bound to nothing yet; as a function for any operand.
    Expr exp(Expr x, VectorMath.Range range, VectorMath.Scaling scaling, BlockBuilder block) {
        if (!isOutlined) {
            return VectorMath.exp(x, range, scaling, block);
        }
        return called(
                UnaryOp.EXP,
                List.of(x),
                (body, in) -> VectorMath.exp(in.getFirst(), VectorMath.Range.ANY, scaling, body));
    }

    /// An op's result, bound to nothing yet.
    Expr binary(Op.Binary op, Expr left, Expr right, BlockBuilder block) {
        BinaryOp kind = op.kind();
        if (!isOutlined || !isLong(op)) {
            return VectorMath.binary(kind, left, right, block);
        }
        return called(
                kind,
                List.of(left, right),
                (body, in) -> VectorMath.binary(kind, in.getFirst(), in.getLast(), body));
    }

    private Expr called(
            Enum<?> kind, List<Expr> operands, BiFunction<BlockBuilder, List<Expr>, Expr> formula) {
        LoopType type = operands.getFirst().type();
        if (type.dtype() == DType.F16) {
            List<Expr> wide = operands.stream().map(x -> Expressions.cast(x, DType.F32)).toList();
            return Expressions.cast(called(kind, wide, formula), DType.F16);
        }
        String name =
                "%s_%sx%d"
                        .formatted(
                                kind.name().toLowerCase(Locale.ROOT),
                                type.dtype().name().toLowerCase(Locale.ROOT),
                                type.lanes());
        program.define(name, () -> function(name, type, operands.size(), formula));
        return new Expr.Apply(name, operands, type);
    }

    private static LoopFunction function(
            String name,
            LoopType type,
            int operands,
            BiFunction<BlockBuilder, List<Expr>, Expr> formula) {
        BlockBuilder.Names names = new BlockBuilder.Names();
        List<Expr.Var> parameters =
                List.of("a", "b").subList(0, operands).stream()
                        .map(hint -> new Expr.Var(names.fresh(hint), type))
                        .toList();
        BlockBuilder body = new BlockBuilder(names);
        Expr result = formula.apply(body, List.copyOf(parameters));
        return new LoopFunction(
                name, List.of(), parameters, body.build(), Optional.of(result), false);
    }
}
