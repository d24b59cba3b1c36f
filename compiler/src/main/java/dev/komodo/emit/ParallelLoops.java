package dev.komodo.emit;

import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmTypes;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Loops on the threads of the call's pool. The body becomes a function `void (closure, from, to,
/// worker)` over iteration numbers, called through the runtime table; what it takes from around it
/// is a struct on the caller's stack: the frame, the first index, variables, buffers.
final class ParallelLoops {
    private static final int FRAME = 0;
    private static final int BEGIN = 1;
    private static final int FIRST_CAPTURE = 2;

    private final StatementEmitter outer;
    private final Stmt.For loop;
    private final LoopKind.Parallel kind;
    private final List<Expr.Var> variables;
    private final List<Buffer> buffers;
    private final LlvmType closure;

    private ParallelLoops(StatementEmitter outer, Stmt.For loop, LoopKind.Parallel kind) {
        this.outer = outer;
        this.loop = loop;
        this.kind = kind;
        UsedNames used = UsedNames.of(loop.body());
        this.variables = used.variablesBut(Set.of(loop.index().name(), kind.worker().name()));
        this.buffers = used.buffers();
        this.closure = closureType(outer.scope().types());
    }

    static void emit(StatementEmitter outer, Stmt.For loop, LoopKind.Parallel kind) {
        ParallelLoops emission = new ParallelLoops(outer, loop, kind);
        LlvmValue begin = outer.expressions().emit(loop.begin());
        LlvmValue end = outer.expressions().emit(loop.end());
        LlvmFunction body = emission.defineBody();
        LlvmValue captured = emission.capture(begin);
        emission.callRuntime(body, captured, emission.trips(begin, end));
    }

    private LlvmType closureType(Types types) {
        List<LlvmType> fields = new ArrayList<>(List.of(types.pointer(), types.i64()));
        variables.forEach(variable -> fields.add(types.value(variable.type())));
        buffers.forEach(_ -> fields.add(types.pointer()));
        return outer.scope().module().module().context().types().struct(fields);
    }

    /// How many iterations the loop has: `ceil((end - begin) / step)`, 0 if it is empty.
    private LlvmValue trips(LlvmValue begin, LlvmValue end) {
        IrBuilder builder = outer.scope().builder();
        Types types = outer.scope().types();
        LlvmValue before = builder.sub(builder.sub(end, begin), types.index(1));
        LlvmValue whole = builder.binary(BinaryOp.UDIV, before, types.index(loop.step()));
        LlvmValue some = builder.icmp(IntPredicate.SLT, begin, end);
        return builder.select(some, builder.add(whole, types.index(1)), types.index(0));
    }

    private LlvmValue capture(LlvmValue begin) {
        FunctionScope scope = outer.scope();
        LlvmValue room = scope.entry().alloca(closure, Long.BYTES * 8);
        store(room, FRAME, scope.frame());
        store(room, BEGIN, begin);
        int field = FIRST_CAPTURE;
        for (Expr.Var variable : variables) {
            store(room, field++, scope.read(variable.name()));
        }
        for (Buffer buffer : buffers) {
            store(room, field++, scope.address(buffer));
        }
        return room;
    }

    private void store(LlvmValue room, int field, LlvmValue value) {
        IrBuilder builder = outer.scope().builder();
        LlvmValue address = builder.fieldAddress(closure, room, field);
        builder.store(value, address, FunctionScope.alignmentOf(value.type()));
    }

    private void callRuntime(LlvmFunction body, LlvmValue captured, LlvmValue trips) {
        FunctionScope scope = outer.scope();
        IrBuilder builder = scope.builder();
        Types types = scope.types();
        LlvmValue table = scope.framePointer(FrameLayout.RUNTIME);
        LlvmValue entry = builder.byteAddress(table, types.index(FrameLayout.TABLE_PARALLEL_FOR));
        LlvmValue parallelFor = builder.load(types.pointer(), entry, Long.BYTES);
        LlvmTypes all = scope.module().module().context().types();
        LlvmType pointer = types.pointer();
        LlvmType signature =
                all.function(
                        all.voidType(),
                        pointer,
                        pointer,
                        pointer,
                        types.i64(),
                        types.i64(),
                        types.i64());
        builder.callPointer(
                parallelFor,
                signature,
                List.of(
                        scope.framePointer(FrameLayout.POOL),
                        body,
                        captured,
                        types.index(0),
                        trips,
                        types.index(kind.grain())));
    }

    private LlvmFunction defineBody() {
        ModuleScope module = outer.scope().module();
        LlvmTypes all = module.module().context().types();
        Types types = module.types();
        LlvmType signature =
                all.function(
                        all.voidType(), types.pointer(), types.i64(), types.i64(), types.i32());
        String hint = outer.scope().hint() + "." + loop.index().name();
        LlvmFunction function = module.define(hint, signature, Linkage.INTERNAL);
        function.withParameter(
                0, LlvmAttribute.NOALIAS, LlvmAttribute.READONLY, LlvmAttribute.NONNULL);
        FunctionScope scope = openScope(module, function, hint);
        emitIterations(scope, function);
        return function;
    }

    /// The captures are read in the entry block.
    private FunctionScope openScope(ModuleScope module, LlvmFunction function, String hint) {
        Types types = module.types();
        FunctionScope scope = new FunctionScope(module, function, hint);
        scope.setRegion(outer.scope().region());
        LlvmValue room = function.parameter(0);
        scope.setFrame(load(scope.entry(), room, FRAME, types.pointer()));
        int field = FIRST_CAPTURE;
        for (Expr.Var variable : variables) {
            LlvmType type = types.value(variable.type());
            scope.define(variable.name(), load(scope.entry(), room, field++, type));
        }
        for (Buffer buffer : buffers) {
            scope.define(buffer, load(scope.entry(), room, field++, types.pointer()));
        }
        return scope;
    }

    private LlvmValue load(IrBuilder loader, LlvmValue room, int field, LlvmType type) {
        LlvmValue address = loader.fieldAddress(closure, room, field);
        return loader.load(type, address, FunctionScope.alignmentOf(type));
    }

    private void emitIterations(FunctionScope scope, LlvmFunction function) {
        IrBuilder builder = scope.builder();
        Types types = scope.types();
        LlvmValue begin = load(scope.entry(), function.parameter(0), BEGIN, types.i64());
        LlvmValue worker = builder.cast(CastOp.SEXT, function.parameter(3), types.i64());
        scope.define(kind.worker().name(), worker);
        scope.module().timers().part(scope, worker, () -> iterate(scope, function, begin));
        NonTemporal.finish(scope);
        builder.ret();
        scope.finish();
    }

    private void iterate(FunctionScope scope, LlvmFunction function, LlvmValue begin) {
        IrBuilder builder = scope.builder();
        StatementEmitter inner = new StatementEmitter(scope);
        SerialLoops.emit(
                scope,
                function.parameter(1),
                function.parameter(2),
                1,
                number -> {
                    LlvmValue offset = builder.mul(number, scope.types().index(loop.step()));
                    scope.define(loop.index().name(), builder.add(begin, offset));
                    return inner.emit(loop.body());
                });
    }
}
