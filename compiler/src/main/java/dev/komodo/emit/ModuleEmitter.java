package dev.komodo.emit;

import dev.komodo.graph.Literal;
import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmModule;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.ConstantTable;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Target;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Emits a program: tables, functions from callees to callers, then `run`, `prepare` and `plan`.
public final class ModuleEmitter {
    private static final int TABLE_ALIGNMENT = 64;

    private ModuleEmitter() {}

    /// Fills an empty module, whose target is set, on the module's thread.
    ///
    /// @param module an empty module
    /// @param program a verified program without vector and unroll loops
    /// @param target the machine
    /// @param names the symbols
    /// @param timed whether the code keeps times, see [ProfileLayout]
    /// @return the symbols that were given out
    /// @throws dev.komodo.error.UnsupportedException if the target lacks an instruction set that
    ///   the program needs, or a function is too large
    /// @throws dev.komodo.error.InternalCompilerException if the program does not verify
    public static EmittedModule emit(
            LlvmModule module,
            LoopProgram program,
            Target target,
            NameSource names,
            boolean timed) {
        ProgramFunctions functions = ProgramFunctions.of(program);
        ModuleScope scope =
                new ModuleScope(module, target, functions, names, true, Timers.of(program, timed));
        EmittedUnit emitted = emit(scope, program, program.functions(), true);
        List<String> entries = emitted.entries();
        return new EmittedModule(
                entries.get(0), entries.get(1), entries.get(2), emitted.definitions());
    }

    /// Fills an empty module, whose target is set, on the module's thread, with one of several
    /// units of a program; throws as [#emit(LlvmModule, LoopProgram, Target, NameSource, boolean)].
    /// Its symbols are provisional: whoever puts the units together gives them their names.
    public static EmittedUnit emit(
            LlvmModule module, LoopProgram program, Unit unit, Target target, boolean timed) {
        Timers timers = timed ? Timers.of(program, unit) : Timers.of(program, false);
        ModuleScope scope =
                new ModuleScope(module, target, unit.scope(), Unit.names(), false, timers);
        return emit(scope, program, unit.functions(), unit.hasEntries());
    }

    private static EmittedUnit emit(
            ModuleScope scope,
            LoopProgram program,
            List<LoopFunction> functions,
            boolean hasEntries) {
        Map<String, LlvmValue> tables = new HashMap<>();
        if (hasEntries) {
            program.tables()
                    .forEach(table -> tables.put(table.buffer().name(), define(scope, table)));
        }
        functions.forEach(function -> Calls.define(scope, function));
        List<String> entries = new ArrayList<>();
        if (hasEntries) {
            Entries emission = new Entries(scope, program, tables);
            entries.add(emission.run());
            entries.add(emission.prepare());
            entries.add(PlanEntry.define(scope, program));
        }
        scope.module().verify();
        return new EmittedUnit(entries, scope.definitions());
    }

    /// The slots of the large constants that `run` does not read: `prepare` packs them, and they
    /// are not needed afterwards.
    public static List<Integer> sources(LoopProgram program) {
        List<Buffer> used = UsedNames.of(program.run()).buffers();
        return IntStream.range(0, program.constants().size())
                .filter(slot -> !used.contains(program.constants().get(slot)))
                .boxed()
                .toList();
    }

    private static LlvmValue define(ModuleScope scope, ConstantTable table) {
        return scope.module()
                .addConstant(
                        scope.symbol(table.buffer().name()),
                        scope.constants().bytes(bytes(table.data())),
                        Linkage.INTERNAL,
                        TABLE_ALIGNMENT);
    }

    private static byte[] bytes(Literal literal) {
        MemorySegment data = literal.data();
        byte[] held = data.toArray(ValueLayout.JAVA_BYTE);
        if (!literal.isSplat()) {
            return held;
        }
        byte[] all = new byte[Math.toIntExact(literal.elements() * held.length)];
        for (int i = 0; i < all.length; i++) {
            all[i] = held[i % held.length];
        }
        return all;
    }
}
