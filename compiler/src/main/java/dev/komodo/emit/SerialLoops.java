package dev.komodo.emit;

import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmPhi;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Stmt;

import java.util.List;

/// Loops on one thread, with the test at the end: LLVM recognises the shape, and an iteration takes
/// one branch.
final class SerialLoops {
    private SerialLoops() {}

    static void emit(StatementEmitter statements, Stmt.For loop) {
        FunctionScope scope = statements.scope();
        LlvmValue begin = statements.expressions().emit(loop.begin());
        LlvmValue end = statements.expressions().emit(loop.end());
        AliasScopes outer = scope.aliasScopes();
        if (InnermostLoops.isInnermost(loop.body())) {
            scope.setAliasScopes(
                    AliasScopes.of(
                            scope.module().module().context(),
                            InnermostLoops.outerBuffers(loop.body())));
        }
        emit(
                scope,
                begin,
                end,
                loop.step(),
                index -> {
                    scope.define(loop.index().name(), index);
                    return statements.emit(loop.body());
                });
        scope.setAliasScopes(outer);
    }

    /// The body of a loop; says whether control comes to its end.
    @FunctionalInterface
    interface Body {
        boolean emit(LlvmValue index);
    }

    /// `for (index = begin; index < end; index += step)`, without an index that overflows: a step
    /// of 1 stops at the end, and for others the test is `index < end - step`, saturated.
    static void emit(FunctionScope scope, LlvmValue begin, LlvmValue end, long step, Body body) {
        IrBuilder builder = scope.builder();
        LlvmType i64 = scope.types().i64();
        LlvmValue stride = scope.types().index(step);
        LlvmValue last =
                step == 1 ? end : builder.intrinsic("llvm.ssub.sat", List.of(i64), end, stride);
        LlvmBlock before = builder.block();
        LlvmBlock start = scope.newBlock("loop");
        LlvmBlock after = scope.newBlock("endloop");
        builder.condBr(builder.icmp(IntPredicate.SLT, begin, end), start, after);
        builder.at(start);
        LlvmPhi index = builder.phi(i64);
        index.addIncoming(begin, before);
        scope.breakTargets().push(after);
        boolean reached = body.emit(index);
        scope.breakTargets().pop();
        if (reached) {
            LlvmValue next = builder.noSignedWrap(builder.add(index, stride));
            LlvmValue more = builder.icmp(IntPredicate.SLT, step == 1 ? next : index, last);
            index.addIncoming(next, builder.block());
            builder.condBr(more, start, after);
        }
        builder.at(after);
    }

    static void emit(StatementEmitter statements, Stmt.While loop) {
        FunctionScope scope = statements.scope();
        IrBuilder builder = scope.builder();
        LlvmBlock test = scope.newBlock("while");
        LlvmBlock body = scope.newBlock("do");
        LlvmBlock after = scope.newBlock("endwhile");
        builder.br(test);
        builder.at(test);
        builder.condBr(statements.expressions().emit(loop.condition()), body, after);
        builder.at(body);
        scope.breakTargets().push(after);
        boolean reached = statements.emit(loop.body());
        scope.breakTargets().pop();
        if (reached) {
            builder.br(test);
        }
        builder.at(after);
    }
}
