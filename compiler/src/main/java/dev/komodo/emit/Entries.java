package dev.komodo.emit;

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
import dev.komodo.loop.ConstantTable;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The entries `run` and `prepare`: C functions over a frame, kept although nothing in the module
/// calls them.
final class Entries {
    private static final int STATUS_MASK = 0xff;

    private final ModuleScope module;
    private final LoopProgram program;
    private final Map<String, LlvmValue> tables;

    /// @param tables the addresses of the program's constant tables by buffer name
    Entries(ModuleScope module, LoopProgram program, Map<String, LlvmValue> tables) {
        this.module = module;
        this.program = program;
        this.tables = new HashMap<>(tables);
    }

    /// `i32 run(frame, inputs..., outputs...)`.
    String run() {
        List<Buffer> arguments = new ArrayList<>(program.inputs());
        arguments.addAll(program.outputs());
        return define(program.name(), arguments, program.run(), true);
    }

    /// `i32 prepare(frame)`.
    String prepare() {
        return define(program.name() + ".prepare", List.of(), program.prepare(), false);
    }

    private String define(String hint, List<Buffer> arguments, Stmt.Block body, boolean isTimed) {
        LlvmFunction function = declare(hint, arguments.size());
        Set<String> stored = module.functions().storedBy(body);
        FunctionScope scope = new FunctionScope(module, function, hint);
        scope.setFrame(FrameParameter.describe(function));
        for (int i = 0; i < arguments.size(); i++) {
            Calls.describe(function, i + 1, arguments.get(i), stored);
            scope.define(arguments.get(i), function.parameter(i + 1));
        }
        bindFrame(scope, UsedNames.of(body));
        if (isTimed) {
            module.timers().call(scope, () -> EntryParts.emit(new StatementEmitter(scope), body));
        } else {
            new StatementEmitter(scope).emit(body);
        }
        NonTemporal.finish(scope);
        scope.builder().ret(status(scope));
        scope.finish();
        return function.name();
    }

    private LlvmFunction declare(String hint, int buffers) {
        Types types = module.types();
        List<LlvmType> parameters = new ArrayList<>(List.of(types.pointer()));
        for (int i = 0; i < buffers; i++) {
            parameters.add(types.pointer());
        }
        LlvmTypes all = module.module().context().types();
        LlvmFunction function =
                module.define(hint, all.function(types.i32(), parameters), Linkage.LINK_ONCE_ODR);
        function.with(LlvmAttribute.NOINLINE);
        module.module().keep(function);
        return function;
    }

    /// Dims, the number of workers, and the addresses of constants, tables, prepared buffers and
    /// result cells: what the body uses of them.
    private void bindFrame(FunctionScope scope, UsedNames used) {
        IrBuilder entry = scope.entry();
        Types types = scope.types();
        Set<String> names =
                Set.copyOf(used.variablesBut(Set.of()).stream().map(Expr.Var::name).toList());
        for (int i = 0; i < program.dims().size(); i++) {
            String name = program.dims().get(i).name();
            if (names.contains(name)) {
                LlvmValue dims = scope.framePointer(FrameLayout.DIMS);
                LlvmValue address = entry.byteAddress(dims, types.index((long) i * Long.BYTES));
                scope.define(name, entry.load(types.i64(), address, Long.BYTES));
            }
        }
        if (names.contains(program.workers().name())) {
            LlvmValue workers = scope.frameWord(FrameLayout.WORKERS, types.i64());
            scope.define(program.workers().name(), workers);
        }
        Set<String> buffers = Set.copyOf(used.buffers().stream().map(Buffer::name).toList());
        bindConstants(scope, buffers);
        if (buffers.contains(program.resultDims().name())) {
            scope.define(program.resultDims(), scope.framePointer(FrameLayout.RESULT_DIMS));
        }
        for (ConstantTable table : program.tables()) {
            LlvmValue address = tables.get(table.buffer().name());
            scope.define(table.buffer(), Objects.requireNonNull(address, "a table's address"));
        }
    }

    private void bindConstants(FunctionScope scope, Set<String> used) {
        List<Buffer> slots = new ArrayList<>(program.constants());
        slots.addAll(program.prepared());
        for (int i = 0; i < slots.size(); i++) {
            if (used.contains(slots.get(i).name())) {
                IrBuilder entry = scope.entry();
                LlvmValue constants = scope.framePointer(FrameLayout.CONSTANTS);
                LlvmValue offset = scope.types().index((long) i * Long.BYTES);
                LlvmValue address = entry.byteAddress(constants, offset);
                scope.define(
                        slots.get(i), entry.load(scope.types().pointer(), address, Long.BYTES));
            }
        }
    }

    /// The code of the recorded failure, 0 if there is none.
    private LlvmValue status(FunctionScope scope) {
        IrBuilder builder = scope.builder();
        Types types = scope.types();
        LlvmValue address = scope.framePointer(FrameLayout.FAILURE);
        LlvmValue word = builder.load(types.i64(), address, Long.BYTES);
        LlvmValue none = builder.icmp(IntPredicate.EQ, word, types.index(FrameLayout.NO_FAILURE));
        LlvmValue code = builder.and(word, types.index(STATUS_MASK));
        LlvmValue chosen = builder.select(none, types.index(0), code);
        return builder.cast(CastOp.TRUNC, chosen, types.i32());
    }
}
