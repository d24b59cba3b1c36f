package dev.komodo.jit;

import dev.komodo.emit.EmittedModule;
import dev.komodo.emit.EmittedUnit;
import dev.komodo.emit.NameSource;
import dev.komodo.emit.ProgramFunctions;
import dev.komodo.emit.Unit;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/// Compiles programs to object code: emission, LLVM's passes and code generation, on LLVM's
/// threads. Safe between threads.
public final class ObjectCompiler {
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

    /// Compiles a program; throws as [#compile(LoopProgram, Target, NameSource)]. Large programs
    /// are compiled in several units, on as many threads as LLVM has; the object depends neither on
    /// their number nor on their order.
    ///
    /// @param stages told how long LLVM's parts took
    public ObjectCode compile(
            LoopProgram program, CodeOptions options, NameSource names, CompileStages stages) {
        List<Unit> units = Unit.of(program);
        return LlvmFailures.translate(
                () ->
                        units.size() == 1
                                ? whole(program, options, names, stages)
                                : merged(program, units, options, names, stages));
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

    private record CompiledUnit(EmittedUnit emitted, ElfParts object) {}

    private ObjectCode merged(
            LoopProgram program,
            List<Unit> units,
            CodeOptions options,
            NameSource names,
            CompileStages stages) {
        ProgramFunctions functions = ProgramFunctions.of(program);
        List<Supplier<CompiledUnit>> bodies = new ArrayList<>();
        for (Unit unit : units) {
            bodies.add(
                    () -> {
                        Stopwatch watch = new Stopwatch(stages);
                        try (CodeGeneration<EmittedUnit> code =
                                CodeGeneration.unit(program, functions, unit, options)) {
                            return new CompiledUnit(
                                    code.emitted(), ElfParts.read(code.object(watch)));
                        }
                    });
        }
        List<CompiledUnit> compiled =
                threads.callAll("compile " + program.name(), deadline, bodies);
        Stopwatch watch = new Stopwatch(stages);
        ObjectCode code = merged(compiled, names);
        watch.ended("assemble");
        return code;
    }

    /// The units' objects as one, under the names that a source gives them in the order of
    /// emission.
    private static ObjectCode merged(List<CompiledUnit> units, NameSource names) {
        Map<String, String> given = new LinkedHashMap<>();
        for (CompiledUnit unit : units) {
            for (String symbol : unit.emitted.definitions()) {
                given.put(symbol, names.next(Unit.hint(symbol)));
            }
        }
        List<String> entries =
                units.getLast().emitted.entries().stream()
                        .map(symbol -> Objects.requireNonNull(given.get(symbol), symbol))
                        .toList();
        byte[] object =
                ObjectMerger.merge(
                        units.stream().map(CompiledUnit::object).toList(),
                        given,
                        Set.copyOf(entries));
        EmittedModule emitted =
                new EmittedModule(
                        entries.get(0),
                        entries.get(1),
                        entries.get(2),
                        List.copyOf(given.values()));
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
