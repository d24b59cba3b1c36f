package dev.komodo.jit;

import dev.komodo.emit.EmittedModule;
import dev.komodo.emit.EmittedUnit;
import dev.komodo.emit.NameSource;
import dev.komodo.emit.Unit;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/// Compiles programs to object code: emission, LLVM's passes and code generation, on LLVM's
/// threads. Safe between threads.
public final class ObjectCompiler {
    /// Programs of no more units are compiled anew: to keep a unit takes a file that is written
    /// through to the disk.
    static final int FEW_UNITS = 12;

    private final LlvmThreads threads;
    private final Duration deadline;

    /// A compiler.
    ///
    /// @param threads where LLVM runs
    /// @param deadline how long one program may take
    public ObjectCompiler(LlvmThreads threads, Duration deadline) {
        this.threads = threads;
        this.deadline = deadline;
    }

    /// The compiler of this process, which gives a program five minutes.
    public static ObjectCompiler shared() {
        return new ObjectCompiler(LlvmThreads.shared(), Duration.ofMinutes(5));
    }

    /// Compiles a program.
    ///
    /// @param program a verified program without vector and unroll loops
    /// @param target the machine
    /// @param names the symbols
    /// @throws dev.komodo.error.UnsupportedException if the target lacks an instruction set that
    ///   the program needs, or a function is too large
    /// @throws dev.komodo.error.NativeFailureException if LLVM fails or takes longer than allowed
    public ObjectCode compile(LoopProgram program, Target target, NameSource names) {
        return compile(program, target, names, false);
    }

    /// Compiles a program; throws as [#compile(LoopProgram, Target, NameSource)].
    ///
    /// @param timed whether the code keeps times, see [dev.komodo.emit.ProfileLayout]
    public ObjectCode compile(LoopProgram program, Target target, NameSource names, boolean timed) {
        CodeOptions options = new CodeOptions(target, Effort.NORMAL, timed);
        return compile(program, options, names, CompileStages.NONE);
    }

    /// Compiles a program; throws as [#compile(LoopProgram, Target, NameSource)].
    ///
    /// @param stages told how long LLVM's parts took
    public ObjectCode compile(
            LoopProgram program, CodeOptions options, NameSource names, CompileStages stages) {
        return compile(program, options, names, stages, UnitObjects.NONE);
    }

    /// Compiles a program; throws as [#compile(LoopProgram, Target, NameSource)]. Large programs
    /// are compiled in several units, on as many threads as LLVM has; the object depends neither on
    /// their number nor on their order, nor on what is kept.
    ///
    /// @param stages told how long LLVM's parts took
    /// @param kept the objects of units of other programs, where there are enough units for that
    public ObjectCode compile(
            LoopProgram program,
            CodeOptions options,
            NameSource names,
            CompileStages stages,
            UnitObjects kept) {
        return LlvmFailures.translate(
                () ->
                        Unit.isOne(program)
                                ? whole(program, options, names, stages)
                                : merged(program, options, names, stages, kept));
    }

    private ObjectCode whole(
            LoopProgram program, CodeOptions options, NameSource names, CompileStages stages) {
        return threads.call(
                "compile " + program.name(),
                deadline,
                () -> {
                    Stopwatch watch = new Stopwatch(stages);
                    try (CodeGeneration<EmittedModule> code =
                            CodeGeneration.whole(program, options, names)) {
                        return new ObjectCode(code.emitted(), code.object(watch));
                    }
                });
    }

    private ObjectCode merged(
            LoopProgram program,
            CodeOptions options,
            NameSource names,
            CompileStages stages,
            UnitObjects kept) {
        List<Unit> units = Unit.of(program);
        boolean isKept = units.size() > FEW_UNITS && !options.timed();
        List<Supplier<CompiledUnit>> bodies = new ArrayList<>();
        for (Unit unit : units) {
            UnitObjects objects = isKept && !unit.hasEntries() ? kept : UnitObjects.NONE;
            bodies.add(() -> compiled(program, unit, options, stages, objects));
        }
        List<CompiledUnit> compiled =
                threads.callAll("compile " + program.name(), deadline, bodies);
        Stopwatch watch = new Stopwatch(stages);
        ObjectCode code = merged(compiled, names);
        watch.ended("assemble");
        return code;
    }

    private static CompiledUnit compiled(
            LoopProgram program,
            Unit unit,
            CodeOptions options,
            CompileStages stages,
            UnitObjects objects) {
        UnitObjects.Made made =
                objects.get(
                        unit,
                        options,
                        () -> {
                            Stopwatch watch = new Stopwatch(stages);
                            try (CodeGeneration<EmittedUnit> code =
                                    CodeGeneration.unit(program, unit, options)) {
                                return new UnitObjects.Made(code.emitted(), code.object(watch));
                            }
                        });
        return new CompiledUnit(unit, made.emitted(), ElfParts.read(made.object()));
    }

    /// The units' objects as one, under the names that a source gives them in the order of
    /// emission. A unit's own names are looked up in that unit only.
    private static ObjectCode merged(List<CompiledUnit> units, NameSource names) {
        List<Map<String, String>> given = new ArrayList<>();
        Map<String, String> functions = new HashMap<>();
        List<String> all = new ArrayList<>();
        for (CompiledUnit compiled : units) {
            Map<String, String> own = new LinkedHashMap<>();
            Map<String, String> exports = compiled.unit().exports();
            for (String symbol : compiled.emitted().definitions()) {
                String name = names.next(compiled.unit().hint(symbol));
                own.put(symbol, name);
                all.add(name);
                String function = exports.get(symbol);
                if (function != null) {
                    functions.put(function, name);
                }
            }
            given.add(own);
        }
        List<ObjectMerger.Part> parts = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            Map<String, String> imports = new HashMap<>();
            units.get(i)
                    .unit()
                    .imports()
                    .forEach((symbol, function) -> imports.put(symbol, functions.get(function)));
            parts.add(new ObjectMerger.Part(units.get(i).object(), given.get(i), imports));
        }
        List<String> entries =
                units.getLast().emitted().entries().stream()
                        .map(symbol -> Objects.requireNonNull(given.getLast().get(symbol), symbol))
                        .toList();
        byte[] object = ObjectMerger.merge(parts, Set.copyOf(entries));
        EmittedModule emitted =
                new EmittedModule(entries.get(0), entries.get(1), entries.get(2), all);
        return new ObjectCode(emitted, object);
    }

    /// The same program as text, for people; throws as [#compile].
    public Listings list(LoopProgram program, Target target, NameSource names) {
        return list(program, new CodeOptions(target, Effort.NORMAL, false), names);
    }

    /// The same program as text, as one module, for people; throws as [#compile].
    public Listings list(LoopProgram program, CodeOptions options, NameSource names) {
        return LlvmFailures.translate(
                () ->
                        threads.call(
                                "list " + program.name(),
                                deadline,
                                () -> {
                                    try (CodeGeneration<EmittedModule> code =
                                            CodeGeneration.whole(program, options, names)) {
                                        String emitted = code.llvm();
                                        code.optimize();
                                        return new Listings(emitted, code.llvm(), code.assembly());
                                    }
                                }));
    }
}
