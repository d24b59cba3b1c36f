package dev.komodo.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The parts of expressions and statements, and copies with other parts. The sizes of buffers are
/// no parts: a buffer is the same record wherever it is named.
public final class Traversal {
    private Traversal() {}

    /// The operands of an expression, in order.
    public static List<Expr> operands(Expr expr) {
        List<Expr> operands = new ArrayList<>();
        mapOperands(
                expr,
                operand -> {
                    operands.add(operand);
                    return operand;
                });
        return operands;
    }

    /// The expression with each operand replaced.
    public static Expr mapOperands(Expr expr, UnaryOperator<Expr> f) {
        return switch (expr) {
            case Expr.Constant _, Expr.Var _ -> expr;
            case Expr.Unary(var kind, Expr a) -> new Expr.Unary(kind, f.apply(a));
            case Expr.Binary(var kind, Expr a, Expr b) ->
                    new Expr.Binary(kind, f.apply(a), f.apply(b));
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                    new Expr.Fma(f.apply(a), f.apply(b), f.apply(c));
            case Expr.Scale(Expr value, Expr power) ->
                    new Expr.Scale(f.apply(value), f.apply(power));
            case Expr.Dot(var kind, Expr sum, Expr a, Expr b) ->
                    new Expr.Dot(kind, f.apply(sum), f.apply(a), f.apply(b));
            case Expr.Lookup(List<Float> table, Expr position) ->
                    new Expr.Lookup(table, f.apply(position));
            case Expr.Compare(var kind, Expr a, Expr b) ->
                    new Expr.Compare(kind, f.apply(a), f.apply(b));
            case Expr.Select(Expr condition, Expr a, Expr b) ->
                    new Expr.Select(f.apply(condition), f.apply(a), f.apply(b));
            case Expr.Cast(Expr a, var dtype) -> new Expr.Cast(f.apply(a), dtype);
            case Expr.Bitcast(Expr a, var dtype) -> new Expr.Bitcast(f.apply(a), dtype);
            case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> mask) ->
                    new Expr.Load(buffer, f.apply(index), lanes, mask.map(f));
            case Expr.Broadcast(Expr a, int lanes) -> new Expr.Broadcast(f.apply(a), lanes);
            case Expr.Ramp(Expr base, Expr stride, int lanes) ->
                    new Expr.Ramp(f.apply(base), f.apply(stride), lanes);
            case Expr.Shuffle(List<Expr> operands, List<Integer> lanes) ->
                    new Expr.Shuffle(operands.stream().map(f).toList(), lanes);
            case Expr.Test(Expr mask, boolean all) -> new Expr.Test(f.apply(mask), all);
            case Expr.Apply(String function, List<Expr> arguments, LoopType type) ->
                    new Expr.Apply(function, arguments.stream().map(f).toList(), type);
        };
    }

    /// The expressions that a statement holds itself, in the order of their evaluation; not those
    /// of inner blocks.
    public static List<Expr> expressions(Stmt statement) {
        List<Expr> found = new ArrayList<>();
        mapExpressions(
                statement,
                expr -> {
                    found.add(expr);
                    return expr;
                });
        return found;
    }

    /// The statement with each expression that it holds itself replaced.
    public static Stmt mapExpressions(Stmt statement, UnaryOperator<Expr> f) {
        return switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) -> new Stmt.Let(variable, f.apply(value));
            case Stmt.Declare(Expr.Var variable, Expr initial) ->
                    new Stmt.Declare(variable, f.apply(initial));
            case Stmt.Assign(Expr.Var variable, Expr value) ->
                    new Stmt.Assign(variable, f.apply(value));
            case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> mask, var kind) ->
                    new Stmt.Store(buffer, f.apply(index), f.apply(value), mask.map(f), kind);
            case Stmt.Prefetch(Buffer buffer, Expr index, boolean write) ->
                    new Stmt.Prefetch(buffer, f.apply(index), write);
            case Stmt.For(Expr.Var index, Expr begin, Expr end, long step, var kind, var body) ->
                    new Stmt.For(index, f.apply(begin), f.apply(end), step, kind, body);
            case Stmt.While(Expr condition, Stmt.Block body) ->
                    new Stmt.While(f.apply(condition), body);
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) ->
                    new Stmt.If(f.apply(condition), then, otherwise);
            case Stmt.Alloc(Buffer buffer, Optional<Expr> byteOffset) ->
                    new Stmt.Alloc(buffer, byteOffset.map(f));
            case Stmt.Call(String function, List<Stmt.BufferArgument> buffers, var scalars) ->
                    new Stmt.Call(
                            function,
                            buffers.stream()
                                    .map(
                                            b ->
                                                    new Stmt.BufferArgument(
                                                            b.buffer(), f.apply(b.offset())))
                                    .toList(),
                            scalars.stream().map(f).toList());
            case Stmt.Fail(Status status, Expr index) -> new Stmt.Fail(status, f.apply(index));
            case Stmt.Break _, Stmt.Comment _ -> statement;
        };
    }

    /// The statement with each block that it holds replaced.
    public static Stmt mapBlocks(Stmt statement, UnaryOperator<Stmt.Block> f) {
        return switch (statement) {
            case Stmt.For(var index, var begin, var end, long step, var kind, Stmt.Block body) ->
                    new Stmt.For(index, begin, end, step, kind, f.apply(body));
            case Stmt.While(Expr condition, Stmt.Block body) ->
                    new Stmt.While(condition, f.apply(body));
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) ->
                    new Stmt.If(condition, f.apply(then), f.apply(otherwise));
            case Stmt.Let _,
                    Stmt.Declare _,
                    Stmt.Assign _,
                    Stmt.Store _,
                    Stmt.Prefetch _,
                    Stmt.Break _,
                    Stmt.Alloc _,
                    Stmt.Call _,
                    Stmt.Fail _,
                    Stmt.Comment _ ->
                    statement;
        };
    }

    /// The blocks that a statement holds.
    public static List<Stmt.Block> blocks(Stmt statement) {
        return switch (statement) {
            case Stmt.For loop -> List.of(loop.body());
            case Stmt.While loop -> List.of(loop.body());
            case Stmt.If choice -> List.of(choice.then(), choice.otherwise());
            case Stmt.Let _,
                    Stmt.Declare _,
                    Stmt.Assign _,
                    Stmt.Store _,
                    Stmt.Prefetch _,
                    Stmt.Break _,
                    Stmt.Alloc _,
                    Stmt.Call _,
                    Stmt.Fail _,
                    Stmt.Comment _ ->
                    List.of();
        };
    }

    /// Shows each statement of a block and of its inner blocks, in the order of the text.
    public static void forEach(Stmt.Block block, Consumer<Stmt> consumer) {
        for (Stmt statement : block.statements()) {
            consumer.accept(statement);
            blocks(statement).forEach(inner -> forEach(inner, consumer));
        }
    }

    /// Shows each variable that an expression reads, once for each place.
    public static void forEachVariable(Expr expr, Consumer<Expr.Var> consumer) {
        if (expr instanceof Expr.Var variable) {
            consumer.accept(variable);
        } else {
            operands(expr).forEach(operand -> forEachVariable(operand, consumer));
        }
    }

    /// The variables that a statement defines: a let, a declaration, the indices of a loop.
    public static List<Expr.Var> definitions(Stmt statement) {
        return switch (statement) {
            case Stmt.Let let -> List.of(let.variable());
            case Stmt.Declare declare -> List.of(declare.variable());
            case Stmt.For loop ->
                    loop.kind() instanceof LoopKind.Parallel(long _, Expr.Var worker)
                            ? List.of(loop.index(), worker)
                            : List.of(loop.index());
            case Stmt.While _,
                    Stmt.If _,
                    Stmt.Assign _,
                    Stmt.Store _,
                    Stmt.Prefetch _,
                    Stmt.Break _,
                    Stmt.Alloc _,
                    Stmt.Call _,
                    Stmt.Fail _,
                    Stmt.Comment _ ->
                    List.of();
        };
    }
}
