package dev.komodo.emit;

import dev.komodo.llvm.BinaryOp;
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
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;

import java.util.List;

/// The entry `i32 plan(dims, workers, out)`: bytes of the workspace and of each output, in checked
/// 64-bit arithmetic. A size that overflows or is negative is [Status#SIZE_OVERFLOW].
final class PlanEntry {
    private PlanEntry() {}

    static String define(ModuleScope module, LoopProgram program) {
        Types types = module.types();
        LlvmTypes all = module.module().context().types();
        LlvmType signature =
                all.function(types.i32(), types.pointer(), types.i64(), types.pointer());
        String hint = program.name() + ".plan";
        LlvmFunction function = module.define(hint, signature, Linkage.LINK_ONCE_ODR);
        function.with(LlvmAttribute.NOINLINE);
        module.module().keep(function);
        FunctionScope scope = new FunctionScope(module, function, hint);
        bindDims(scope, program, function);
        LlvmValue overflow = scope.entry().alloca(all.i1(), 1);
        scope.builder().store(module.constants().bool(false), overflow, 1);
        scope.setOverflow(overflow);
        ExpressionEmitter expressions = new ExpressionEmitter(scope);
        write(scope, function, 0, expressions.emit(program.workspaceBytes()));
        for (int i = 0; i < program.outputs().size(); i++) {
            Buffer output = program.outputs().get(i);
            LlvmValue elements = expressions.emit(output.size());
            LlvmValue bytes =
                    CheckedArithmetic.emit(
                            scope, BinaryOp.MUL, elements, types.index(output.dtype().byteSize()));
            write(scope, function, i + 1, bytes);
        }
        LlvmValue failed = scope.builder().load(all.i1(), overflow, 1);
        scope.builder().ret(status(module, scope, failed));
        scope.finish();
        return function.name();
    }

    private static LlvmValue status(ModuleScope module, FunctionScope scope, LlvmValue failed) {
        LlvmType i32 = module.types().i32();
        LlvmValue code = module.constants().integer(i32, Status.SIZE_OVERFLOW.code());
        return scope.builder().select(failed, code, module.constants().integer(i32, 0));
    }

    private static void bindDims(FunctionScope scope, LoopProgram program, LlvmFunction function) {
        IrBuilder entry = scope.entry();
        Types types = scope.types();
        List<Expr.Var> dims = program.dims();
        for (int i = 0; i < dims.size(); i++) {
            LlvmValue offset = types.index((long) i * Long.BYTES);
            LlvmValue address = entry.byteAddress(function.parameter(0), offset);
            scope.define(dims.get(i).name(), entry.load(types.i64(), address, Long.BYTES));
        }
        scope.define(program.workers().name(), function.parameter(1));
    }

    private static void write(
            FunctionScope scope, LlvmFunction function, int position, LlvmValue bytes) {
        IrBuilder builder = scope.builder();
        Types types = scope.types();
        CheckedArithmetic.note(scope, builder.icmp(IntPredicate.SLT, bytes, types.index(0)));
        LlvmValue offset = types.index((long) position * Long.BYTES);
        LlvmValue address = builder.byteAddress(function.parameter(2), offset);
        builder.store(bytes, address, Long.BYTES);
    }
}
