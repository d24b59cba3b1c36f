package dev.komodo.emit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What callers must know of a program's functions: their numbers, and which buffers they may
/// write, themselves or through the functions that they call. Immutable; safe between threads.
public final class ProgramFunctions {
    private record Entry(LoopFunction function, int number, Set<String> stored) {
        Entry {
            stored = Set.copyOf(stored);
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ProgramFunctions() {}

    /// The functions of a program.
    public static ProgramFunctions of(LoopProgram program) {
        ProgramFunctions functions = new ProgramFunctions();
        program.functions().forEach(functions::add);
        return functions;
    }

    private void add(LoopFunction function) {
        Set<String> stored = storedBy(function.body());
        entries.put(function.name(), new Entry(function, entries.size(), stored));
    }

    /// The functions of a unit.
    ///
    /// @param stubs what it calls of other units
    /// @param functions what it defines
    static ProgramFunctions of(List<Stub> stubs, List<LoopFunction> functions) {
        ProgramFunctions scope = new ProgramFunctions();
        for (Stub stub : stubs) {
            int number = scope.entries.size();
            LoopFunction function = stub.function();
            scope.entries.put(function.name(), new Entry(function, number, stub.stored()));
        }
        functions.forEach(scope::add);
        return scope;
    }

    /// A function as its callers see it.
    ///
    /// @param function its parameters and result, without a body
    /// @param stored the names of the buffer parameters that it may write
    record Stub(LoopFunction function, Set<String> stored) {
        Stub {
            stored = Set.copyOf(stored);
        }
    }

    /// What the callers of a function must know, under another name and names by place.
    Stub stub(String name, String local) {
        Entry entry = entry(name);
        LoopFunction stub = Unit.stub(entry.function, local);
        Set<String> stored = new HashSet<>();
        for (int i = 0; i < stub.buffers().size(); i++) {
            if (entry.stored.contains(entry.function.buffers().get(i).name())) {
                stored.add(stub.buffers().get(i).name());
            }
        }
        return new Stub(stub, stored);
    }

    /// The names of all, in order.
    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    LoopFunction function(String name) {
        return entry(name).function;
    }

    /// Its place among the program's functions.
    int number(String name) {
        return entry(name).number;
    }

    /// The names of the buffer parameters that a function may write.
    Set<String> stored(String name) {
        return entry(name).stored;
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new InternalCompilerException(
                    "Emission met a call of function '"
                            + name
                            + "', which is not defined before its caller");
        }
        return entry;
    }

    /// The names of the buffers that a block may write.
    Set<String> storedBy(Stmt.Block block) {
        Set<String> stored = new HashSet<>();
        List<Stmt.Block> open = new ArrayList<>(List.of(block));
        while (!open.isEmpty()) {
            for (Stmt statement : open.removeLast().statements()) {
                switch (statement) {
                    case Stmt.Store store -> stored.add(store.buffer().name());
                    case Stmt.For loop -> open.add(loop.body());
                    case Stmt.While loop -> open.add(loop.body());
                    case Stmt.If conditional -> {
                        open.add(conditional.then());
                        open.add(conditional.otherwise());
                    }
                    case Stmt.Call call -> addStored(call, stored);
                    case Stmt.Let _,
                            Stmt.Declare _,
                            Stmt.Assign _,
                            Stmt.Break _,
                            Stmt.Prefetch _,
                            Stmt.Alloc _,
                            Stmt.Fail _,
                            Stmt.Comment _ -> {}
                }
            }
        }
        return stored;
    }

    private void addStored(Stmt.Call call, Set<String> stored) {
        Entry callee = entry(call.function());
        List<Stmt.BufferArgument> arguments = call.buffers();
        for (int i = 0; i < arguments.size(); i++) {
            Buffer parameter = callee.function.buffers().get(i);
            if (callee.stored.contains(parameter.name())) {
                stored.add(arguments.get(i).buffer().name());
            }
        }
    }
}
