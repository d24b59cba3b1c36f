package dev.komodo.emit;

import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmTypes;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes a long entry apart: neighbouring calls become functions of their own, for LLVM's time and
/// memory grow faster than a function. A part gets what it uses of the entry's variables and
/// buffers; the workspace buffers that it uses it places itself.
final class EntryParts {
    /// Calls of a part; an entry with fewer than four parts stays whole.
    private static final int CALLS = 64;

    private final StatementEmitter entry;
    private final Map<String, Stmt.Alloc> allocations = new LinkedHashMap<>();

    private EntryParts(StatementEmitter entry) {
        this.entry = entry;
    }

    /// Emits the statements of an entry.
    static void emit(StatementEmitter entry, Stmt.Block body) {
        long calls = body.statements().stream().filter(Stmt.Call.class::isInstance).count();
        if (calls < 4 * CALLS) {
            entry.emit(body);
        } else {
            new EntryParts(entry).emit(body.statements());
        }
    }

    private void emit(List<Stmt> statements) {
        List<Stmt> calls = new ArrayList<>();
        for (Stmt statement : statements) {
            if (statement instanceof Stmt.Call) {
                calls.add(statement);
                if (calls.size() == CALLS) {
                    part(calls);
                }
                continue;
            }
            part(calls);
            if (statement instanceof Stmt.Alloc alloc) {
                allocations.put(alloc.buffer().name(), alloc);
            } else {
                entry.emit(new Stmt.Block(allocated(List.of(statement))));
            }
        }
        part(calls);
    }

    /// Statements behind the allocations of the workspace that they use.
    private List<Stmt> allocated(List<Stmt> statements) {
        Set<Stmt> all = new LinkedHashSet<>();
        for (Buffer buffer : UsedNames.of(new Stmt.Block(statements)).buffers()) {
            Stmt.Alloc allocation = allocations.get(buffer.name());
            if (allocation != null) {
                all.add(allocation);
            }
        }
        List<Stmt> result = new ArrayList<>(all);
        result.addAll(statements);
        return result;
    }

    private void part(List<Stmt> calls) {
        if (calls.isEmpty()) {
            return;
        }
        Stmt.Block block = new Stmt.Block(allocated(calls));
        calls.clear();
        UsedNames used = UsedNames.of(block);
        List<Expr.Var> variables = used.variablesBut(Set.of());
        FunctionScope outer = entry.scope();
        List<LlvmValue> arguments = new ArrayList<>(List.of(outer.frame()));
        variables.forEach(variable -> arguments.add(outer.read(variable.name())));
        used.buffers().forEach(buffer -> arguments.add(outer.address(buffer)));
        LlvmFunction function = define(block, variables, used.buffers(), arguments);
        outer.builder().call(function, arguments);
    }

    private LlvmFunction define(
            Stmt.Block block,
            List<Expr.Var> variables,
            List<Buffer> buffers,
            List<LlvmValue> arguments) {
        FunctionScope outer = entry.scope();
        ModuleScope module = outer.module();
        LlvmTypes types = module.module().context().types();
        List<LlvmType> parameters = arguments.stream().map(LlvmValue::type).toList();
        String hint = outer.hint() + ".part";
        LlvmFunction function =
                module.define(hint, types.function(types.voidType(), parameters), Linkage.INTERNAL);
        function.with(LlvmAttribute.NOINLINE);
        FunctionScope scope = new FunctionScope(module, function, hint);
        scope.setFrame(FrameParameter.describe(function));
        int position = 1;
        for (Expr.Var variable : variables) {
            scope.define(variable.name(), function.parameter(position++));
        }
        for (Buffer buffer : buffers) {
            scope.define(buffer, function.parameter(position++));
        }
        new StatementEmitter(scope).emit(block);
        scope.builder().ret();
        scope.finish();
        return function;
    }
}
