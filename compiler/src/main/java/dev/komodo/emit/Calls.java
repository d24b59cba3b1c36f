package dev.komodo.emit;

import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Definitions of the program's functions, and calls of them. A function without a result takes the
/// frame first; one with a result is pure and takes its scalars only.
final class Calls {
    private Calls() {}

    /// Declares a function that another unit defines.
    static LlvmFunction declare(ModuleScope module, LoopFunction source) {
        LlvmFunction function = module.declare(source, signature(module, source));
        describe(module, source, function);
        return function;
    }

    /// What callers may rely on.
    private static void describe(ModuleScope module, LoopFunction source, LlvmFunction function) {
        boolean pure = source.result().isPresent();
        if (pure) {
            function.with(LlvmAttribute.MEMORY_NONE);
        } else {
            FrameParameter.describe(function);
        }
        int position = pure ? 0 : 1;
        Set<String> stored = module.functions().stored(source.name());
        for (Buffer buffer : source.buffers()) {
            describe(function, position++, buffer, stored);
        }
    }

    static void define(ModuleScope module, LoopFunction source) {
        boolean pure = source.result().isPresent();
        LlvmFunction function = module.define(source, signature(module, source));
        function.with(source.inline() ? LlvmAttribute.ALWAYSINLINE : LlvmAttribute.NOINLINE);
        describe(module, source, function);
        FunctionScope scope = new FunctionScope(module, function, source.name());
        scope.setRegion(module.timers().region(source.name()));
        if (!pure) {
            scope.setFrame(function.parameter(0));
        }
        int position = pure ? 0 : 1;
        for (Buffer buffer : source.buffers()) {
            scope.define(buffer, function.parameter(position++));
        }
        for (Expr.Var scalar : source.scalars()) {
            scope.define(scalar.name(), function.parameter(position++));
        }
        emitBody(scope, source);
    }

    private static void emitBody(FunctionScope scope, LoopFunction source) {
        StatementEmitter statements = new StatementEmitter(scope);
        statements.emit(source.body());
        NonTemporal.finish(scope);
        if (source.result().isPresent()) {
            scope.builder().ret(statements.expressions().emit(source.result().get()));
        } else {
            scope.builder().ret();
        }
        scope.finish();
    }

    /// No two buffers overlap unless both are only read, which is what `noalias` promises.
    static void describe(
            LlvmFunction function, int position, Buffer buffer, Set<String> storedNames) {
        function.withParameter(
                position, LlvmAttribute.NOALIAS, LlvmAttribute.align(buffer.dtype().byteSize()));
        if (!storedNames.contains(buffer.name())) {
            function.withParameter(position, LlvmAttribute.READONLY);
        }
    }

    private static LlvmType signature(ModuleScope module, LoopFunction source) {
        List<LlvmType> parameters = new ArrayList<>();
        if (source.result().isEmpty()) {
            parameters.add(module.types().pointer());
        }
        source.buffers().forEach(_ -> parameters.add(module.types().pointer()));
        source.scalars().forEach(scalar -> parameters.add(module.types().value(scalar.type())));
        LlvmType result =
                source.result()
                        .map(value -> module.types().value(value.type()))
                        .orElseGet(() -> module.module().context().types().voidType());
        return module.module().context().types().function(result, parameters);
    }

    /// A call of a pure function.
    static LlvmValue apply(FunctionScope scope, String name, List<LlvmValue> arguments) {
        return scope.builder().call(scope.module().callee(name), arguments);
    }

    /// A call of a function without a result.
    static void call(StatementEmitter statements, Stmt.Call call) {
        FunctionScope scope = statements.scope();
        List<LlvmValue> arguments = new ArrayList<>();
        arguments.add(scope.frame());
        for (Stmt.BufferArgument argument : call.buffers()) {
            LlvmValue offset = statements.expressions().emit(argument.offset());
            arguments.add(Memory.address(scope, argument.buffer(), offset));
        }
        arguments.addAll(statements.expressions().emitAll(call.scalars()));
        LlvmFunction callee = scope.module().callee(call.function());
        scope.module()
                .timers()
                .region(scope, call.function(), () -> scope.builder().call(callee, arguments));
    }
}
