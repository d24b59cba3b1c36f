package dev.komodo.jit;

import dev.komodo.emit.NameSource;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Target;

import java.time.Duration;

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
        return LlvmFailures.translate(
                () ->
                        threads.call(
                                "compile " + program.name(),
                                deadline,
                                () -> {
                                    try (CodeGeneration code =
                                            new CodeGeneration(program, target, names, timed)) {
                                        code.optimize();
                                        return new ObjectCode(code.names(), code.object());
                                    }
                                }));
    }

    /// The same program as text, for people; throws as [#compile].
    public Listings list(LoopProgram program, Target target, NameSource names) {
        return LlvmFailures.translate(
                () ->
                        threads.call(
                                "list " + program.name(),
                                deadline,
                                () -> {
                                    try (CodeGeneration code =
                                            new CodeGeneration(program, target, names, false)) {
                                        String emitted = code.llvm();
                                        code.optimize();
                                        return new Listings(emitted, code.llvm(), code.assembly());
                                    }
                                }));
    }
}
