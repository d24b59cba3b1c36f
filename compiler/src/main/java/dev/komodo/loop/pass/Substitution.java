package dev.komodo.loop.pass;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A copy of statements in which some variables are replaced and everything that they define has a
/// fresh name.
final class Substitution {
    private final BlockBuilder.Names names;
    private final Map<String, Expr> variables = new HashMap<>();
    private final Map<String, Buffer> buffers = new HashMap<>();

    Substitution(BlockBuilder.Names names) {
        this.names = names;
    }

    /// Replaces a variable.
    Substitution replace(Expr.Var variable, Expr value) {
        variables.put(variable.name(), value);
        return this;
    }

    /// Replaces a buffer.
    void replace(Buffer buffer, Buffer other) {
        buffers.put(buffer.name(), other);
    }

    /// The buffer that stands for one now.
    Buffer buffer(Buffer buffer) {
        return buffers.getOrDefault(buffer.name(), buffer);
    }

    List<Stmt> copy(Stmt.Block block) {
        List<Stmt> out = new ArrayList<>();
        for (Stmt statement : block.statements()) {
            out.add(copy(statement));
        }
        return out;
    }

    Expr copy(Expr expr) {
        return switch (expr) {
            case Expr.Var variable -> variables.getOrDefault(variable.name(), variable);
            case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> mask) ->
                    new Expr.Load(buffer(buffer), copy(index), lanes, mask.map(this::copy));
            case Expr other -> Traversal.mapOperands(other, this::copy);
        };
    }

    private Stmt.Block inner(Stmt.Block block) {
        return new Stmt.Block(copy(block));
    }

    private Expr.Var define(Expr.Var variable) {
        Expr.Var renamed = new Expr.Var(names.fresh(variable.name()), variable.type());
        variables.put(variable.name(), renamed);
        return renamed;
    }

    private Stmt copy(Stmt statement) {
        Stmt mapped = Traversal.mapExpressions(statement, this::copy);
        return switch (mapped) {
            case Stmt.Let(Expr.Var variable, Expr value) -> new Stmt.Let(define(variable), value);
            case Stmt.Declare(Expr.Var variable, Expr initial) ->
                    new Stmt.Declare(define(variable), initial);
            case Stmt.Assign(Expr.Var variable, Expr value) ->
                    new Stmt.Assign((Expr.Var) copy(variable), value);
            case Stmt.Store(Buffer buffer, Expr index, Expr value, var mask, var kind) ->
                    new Stmt.Store(buffer(buffer), index, value, mask, kind);
            case Stmt.For(Expr.Var index, Expr begin, Expr end, long step, var kind, var body) -> {
                LoopKind copied =
                        kind instanceof LoopKind.Parallel(long grain, Expr.Var worker)
                                ? new LoopKind.Parallel(grain, define(worker))
                                : kind;
                yield new Stmt.For(define(index), begin, end, step, copied, inner(body));
            }
            case Stmt.While(Expr condition, Stmt.Block body) ->
                    new Stmt.While(condition, inner(body));
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) ->
                    new Stmt.If(condition, inner(then), inner(otherwise));
            case Stmt.Alloc(Buffer buffer, Optional<Expr> byteOffset) -> {
                Buffer renamed =
                        new Buffer(
                                names.fresh(buffer.name()),
                                buffer.dtype(),
                                buffer.space(),
                                copy(buffer.size()));
                buffers.put(buffer.name(), renamed);
                yield new Stmt.Alloc(renamed, byteOffset);
            }
            case Stmt.Call(String function, List<Stmt.BufferArgument> arguments, var scalars) ->
                    new Stmt.Call(
                            function,
                            arguments.stream()
                                    .map(
                                            a ->
                                                    new Stmt.BufferArgument(
                                                            buffer(a.buffer()), a.offset()))
                                    .toList(),
                            scalars);
            case Stmt.Prefetch(Buffer buffer, Expr index, boolean write) ->
                    new Stmt.Prefetch(buffer(buffer), index, write);
            case Stmt.Break _, Stmt.Fail _, Stmt.Comment _ -> mapped;
        };
    }
}
