package dev.komodo.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Copies of functions in which everything that they define has a name by its place: scalars `s0`,
/// `s1` ..., buffers `b0` ..., variables `v0` ..., arrays of their own `a0` ... Comments are left
/// out. Two functions that differ in names alone have equal copies.
///
/// Belongs to one copy.
public final class LocalNames {
    private final UnaryOperator<String> callees;
    private final Map<String, Expr.Var> variables = new HashMap<>();
    private final Map<String, Buffer> buffers = new HashMap<>();
    private int variableCount;
    private int arrayCount;

    private LocalNames(UnaryOperator<String> callees) {
        this.callees = callees;
    }

    /// The copy of a verified function.
    ///
    /// @param name what the copy is called
    /// @param callees what the functions that it calls are called in the copy
    public static LoopFunction rename(
            LoopFunction function, String name, UnaryOperator<String> callees) {
        LocalNames names = new LocalNames(callees);
        List<Expr.Var> scalars =
                function.scalars().stream()
                        .map(scalar -> names.define(scalar, "s" + names.variables.size()))
                        .toList();
        List<Buffer> buffers =
                function.buffers().stream()
                        .map(buffer -> names.define(buffer, "b" + names.buffers.size()))
                        .toList();
        Stmt.Block body = names.block(function.body());
        Optional<Expr> result = function.result().map(names::expr);
        return new LoopFunction(name, buffers, scalars, body, result, function.inline());
    }

    private Expr.Var define(Expr.Var variable, String name) {
        Expr.Var renamed = new Expr.Var(name, variable.type());
        variables.put(variable.name(), renamed);
        return renamed;
    }

    private Expr.Var define(Expr.Var variable) {
        return define(variable, "v" + variableCount++);
    }

    private Buffer define(Buffer buffer, String name) {
        Buffer renamed = new Buffer(name, buffer.dtype(), buffer.space(), expr(buffer.size()));
        buffers.put(buffer.name(), renamed);
        return renamed;
    }

    private Expr.Var variable(Expr.Var variable) {
        return variables.getOrDefault(variable.name(), variable);
    }

    private Buffer buffer(Buffer buffer) {
        return buffers.getOrDefault(buffer.name(), buffer);
    }

    private Expr expr(Expr expr) {
        return switch (expr) {
            case Expr.Var variable -> variable(variable);
            case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> mask) ->
                    new Expr.Load(buffer(buffer), expr(index), lanes, mask.map(this::expr));
            case Expr.Apply(String function, List<Expr> arguments, LoopType type) ->
                    new Expr.Apply(
                            callees.apply(function),
                            arguments.stream().map(this::expr).toList(),
                            type);
            case Expr other -> Traversal.mapOperands(other, this::expr);
        };
    }

    private Stmt.Block block(Stmt.Block block) {
        return new Stmt.Block(
                block.statements().stream()
                        .filter(statement -> !(statement instanceof Stmt.Comment))
                        .map(this::statement)
                        .toList());
    }

    private Stmt statement(Stmt statement) {
        Stmt mapped = Traversal.mapExpressions(statement, this::expr);
        return switch (mapped) {
            case Stmt.Let(Expr.Var variable, Expr value) -> new Stmt.Let(define(variable), value);
            case Stmt.Declare(Expr.Var variable, Expr initial) ->
                    new Stmt.Declare(define(variable), initial);
            case Stmt.Assign(Expr.Var variable, Expr value) ->
                    new Stmt.Assign(variable(variable), value);
            case Stmt.Store(Buffer buffer, Expr index, Expr value, var mask, var kind) ->
                    new Stmt.Store(buffer(buffer), index, value, mask, kind);
            case Stmt.Prefetch(Buffer buffer, Expr index, boolean write) ->
                    new Stmt.Prefetch(buffer(buffer), index, write);
            case Stmt.For(Expr.Var index, Expr begin, Expr end, long step, var kind, var body) ->
                    new Stmt.For(define(index), begin, end, step, kind(kind), block(body));
            case Stmt.While(Expr condition, Stmt.Block body) ->
                    new Stmt.While(condition, block(body));
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) ->
                    new Stmt.If(condition, block(then), block(otherwise));
            case Stmt.Alloc(Buffer buffer, Optional<Expr> byteOffset) ->
                    new Stmt.Alloc(define(buffer, "a" + arrayCount++), byteOffset);
            case Stmt.Call(String function, List<Stmt.BufferArgument> arguments, var scalars) ->
                    new Stmt.Call(
                            callees.apply(function),
                            arguments.stream()
                                    .map(
                                            a ->
                                                    new Stmt.BufferArgument(
                                                            buffer(a.buffer()), a.offset()))
                                    .toList(),
                            scalars);
            case Stmt.Break _, Stmt.Fail _, Stmt.Comment _ -> mapped;
        };
    }

    private LoopKind kind(LoopKind kind) {
        return kind instanceof LoopKind.Parallel(long grain, Expr.Var worker)
                ? new LoopKind.Parallel(grain, define(worker))
                : kind;
    }
}
