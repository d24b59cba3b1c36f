package dev.komodo.emit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.llvm.AtomicOp;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.llvm.MemoryOrdering;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Space;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;

import java.util.Optional;

/// Statements in order. What stands behind a [Stmt.Break] in its block is never reached and not
/// emitted.
final class StatementEmitter {
    private static final int BUFFER_ALIGNMENT = 64;
    private static final int STATUS_BITS = 8;

    private final FunctionScope scope;
    private final ExpressionEmitter expressions;

    StatementEmitter(FunctionScope scope) {
        this.scope = scope;
        this.expressions = new ExpressionEmitter(scope);
    }

    FunctionScope scope() {
        return scope;
    }

    ExpressionEmitter expressions() {
        return expressions;
    }

    /// Emits a block.
    ///
    /// @return whether control comes to its end
    boolean emit(Stmt.Block block) {
        for (Stmt statement : block.statements()) {
            if (!emit(statement)) {
                return false;
            }
        }
        return true;
    }

    private boolean emit(Stmt statement) {
        switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) -> let(variable, value);
            case Stmt.Declare(Expr.Var variable, Expr initial) ->
                    scope.declare(
                            variable.name(),
                            scope.types().value(variable.type()),
                            expressions.emit(initial));
            case Stmt.Assign(Expr.Var variable, Expr value) ->
                    scope.assign(variable.name(), expressions.emit(value));
            case Stmt.Store store -> Memory.store(scope, expressions, store);
            case Stmt.Prefetch prefetch -> Memory.prefetch(scope, expressions, prefetch);
            case Stmt.For loop -> loop(loop);
            case Stmt.While loop -> SerialLoops.emit(this, loop);
            case Stmt.Break _ -> {
                leaveLoop();
                return false;
            }
            case Stmt.If conditional -> {
                return choose(conditional);
            }
            case Stmt.Alloc(Buffer buffer, Optional<Expr> byteOffset) ->
                    allocate(buffer, byteOffset);
            case Stmt.Call call -> Calls.call(this, call);
            case Stmt.Fail(Status status, Expr index) -> fail(status, index);
            case Stmt.Comment _ -> {}
        }
        return true;
    }

    private void let(Expr.Var variable, Expr value) {
        LlvmValue emitted = expressions.emit(value);
        scope.define(variable.name(), emitted);
    }

    private void loop(Stmt.For loop) {
        switch (loop.kind()) {
            case LoopKind.Serial _ -> SerialLoops.emit(this, loop);
            case LoopKind.Parallel parallel -> ParallelLoops.emit(this, loop, parallel);
            case LoopKind.Vector _, LoopKind.Unroll _ ->
                    throw new InternalCompilerException(
                            "Emission met a "
                                    + loop.kind()
                                    + " loop over '"
                                    + loop.index().name()
                                    + "' in '"
                                    + scope.hint()
                                    + "'; the passes 'vectorize' and 'unroll' replace these before"
                                    + " emission");
        }
    }

    private void leaveLoop() {
        LlvmBlock target = scope.breakTargets().peek();
        if (target == null) {
            throw new InternalCompilerException(
                    "Emission met a break outside a serial loop in '" + scope.hint() + "'");
        }
        scope.builder().br(target);
    }

    private boolean choose(Stmt.If conditional) {
        IrBuilder builder = scope.builder();
        LlvmValue condition = expressions.emit(conditional.condition());
        LlvmBlock then = scope.newBlock("then");
        boolean alternative = !conditional.otherwise().statements().isEmpty();
        LlvmBlock otherwise = alternative ? scope.newBlock("else") : null;
        LlvmBlock after = scope.newBlock("endif");
        builder.condBr(condition, then, otherwise == null ? after : otherwise);
        boolean reached = branch(then, conditional.then(), after);
        if (otherwise == null) {
            reached = true;
        } else {
            reached |= branch(otherwise, conditional.otherwise(), after);
        }
        builder.at(after);
        if (!reached) {
            builder.unreachable();
        }
        return reached;
    }

    private boolean branch(LlvmBlock start, Stmt.Block block, LlvmBlock after) {
        scope.builder().at(start);
        boolean reached = emit(block);
        if (reached) {
            scope.builder().br(after);
        }
        return reached;
    }

    private void allocate(Buffer buffer, Optional<Expr> byteOffset) {
        if (buffer.space() == Space.WORKSPACE) {
            LlvmValue workspace = scope.framePointer(FrameLayout.WORKSPACE);
            LlvmValue offset = expressions.emit(byteOffset.orElseThrow());
            scope.define(buffer, scope.builder().byteAddress(workspace, offset));
        } else if (buffer.size() instanceof Expr.Constant(var _, long size)) {
            LlvmType element = scope.types().memory(buffer.dtype());
            LlvmType array = scope.module().module().context().types().array(element, size);
            scope.define(buffer, scope.entry().alloca(array, BUFFER_ALIGNMENT));
        } else {
            throw new InternalCompilerException(
                    "Emission met the stack buffer '"
                            + buffer.name()
                            + "' in '"
                            + scope.hint()
                            + "', whose size is no constant");
        }
    }

    /// Records a failure by an atomic unsigned minimum: the lowest index wins, then the lowest
    /// code.
    private void fail(Status status, Expr index) {
        IrBuilder builder = scope.builder();
        LlvmValue position = expressions.emit(index);
        LlvmValue word =
                builder.or(
                        builder.shl(position, scope.types().index(STATUS_BITS)),
                        scope.types().index(status.code()));
        LlvmValue address = scope.framePointer(FrameLayout.FAILURE);
        builder.atomic(AtomicOp.UMIN, address, word, MemoryOrdering.RELAXED);
    }
}
