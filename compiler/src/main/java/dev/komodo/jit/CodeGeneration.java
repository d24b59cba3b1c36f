package dev.komodo.jit;

import dev.komodo.emit.EmittedModule;
import dev.komodo.emit.EmittedUnit;
import dev.komodo.emit.InstructionSets;
import dev.komodo.emit.ModuleEmitter;
import dev.komodo.emit.NameSource;
import dev.komodo.emit.Unit;
import dev.komodo.error.UnsupportedException;
import dev.komodo.llvm.LlvmContext;
import dev.komodo.llvm.LlvmModule;
import dev.komodo.llvm.Optimisation;
import dev.komodo.llvm.OptimisationLevel;
import dev.komodo.llvm.TargetMachine;
import dev.komodo.llvm.TargetOptions;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.util.function.Function;

/// One module from program to code, on a compile thread: owns its context and machine.
///
/// @param <E> what the emission says
final class CodeGeneration<E> implements AutoCloseable {
    /// What LLVM does with a module. Vectorising, tiling, fusing and outlining are Komodo's, so
    /// what is left is cleaning up: variables into registers, common values, invariants out of
    /// loops, address arithmetic into a form the code generator likes.
    static final Optimisation PASSES =
            new Optimisation(
                    String.join(
                            ",",
                            "always-inline",
                            "function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>)",
                            "function(loop-mssa(loop-instsimplify,loop-simplifycfg,licm))",
                            "function(gvn,instcombine<no-verify-fixpoint>,simplifycfg)",
                            "function(loop(indvars,loop-deletion))",
                            "function(loop-mssa(licm),early-cse<memssa>,instcombine<no-verify-fixpoint>,dse,adce)",
                            "function(simplifycfg)",
                            "globaldce"),
                    false,
                    false);

    /// What is left of it where time is short: variables into registers, common values, invariants
    /// out of loops.
    static final Optimisation FEW_PASSES =
            new Optimisation(
                    String.join(
                            ",",
                            "always-inline",
                            "function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>)",
                            "function(loop-mssa(loop-instsimplify,loop-simplifycfg,licm))",
                            "function(early-cse<memssa>,adce)",
                            "globaldce"),
                    false,
                    false);

    private final LlvmContext context;
    private final LlvmModule module;
    private final TargetMachine machine;
    private final Effort effort;
    private final E emitted;

    private CodeGeneration(String name, CodeOptions options, Function<LlvmModule, E> emission) {
        Target target = options.target();
        effort = options.effort();
        machine =
                TargetMachine.create(
                        new TargetOptions(
                                target.triple(),
                                target.cpu(),
                                InstructionSets.featureString(target),
                                effort == Effort.FAST
                                        ? OptimisationLevel.LESS
                                        : OptimisationLevel.DEFAULT));
        context = LlvmContext.create();
        module = context.module(name).setTarget(machine);
        emitted = emitted(emission);
    }

    /// An emission that fails leaves nothing behind.
    private E emitted(Function<LlvmModule, E> emission) {
        try {
            return emission.apply(module);
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /// A program as one module.
    static CodeGeneration<EmittedModule> whole(
            LoopProgram program, CodeOptions options, NameSource names) {
        return new CodeGeneration<>(
                program.name(),
                options,
                module ->
                        ModuleEmitter.emit(
                                module, program, options.target(), names, options.timed()));
    }

    /// A unit of a program.
    static CodeGeneration<EmittedUnit> unit(LoopProgram program, Unit unit, CodeOptions options) {
        return new CodeGeneration<>(
                program.name(),
                options,
                module ->
                        ModuleEmitter.emit(
                                module, program, unit, options.target(), options.timed()));
    }

    /// What the emission defined.
    E emitted() {
        return emitted;
    }

    /// Optimises the module and makes its object.
    ///
    /// @param watch runs since before the emission
    byte[] object(Stopwatch watch) {
        watch.ended("emit");
        optimize();
        watch.ended("optimise");
        byte[] object = object();
        watch.ended("generate");
        return object;
    }

    /// The module as it stands.
    String llvm() {
        return module.print();
    }

    void optimize() {
        machine.optimize(module, effort == Effort.FAST ? FEW_PASSES : PASSES);
    }

    private byte[] object() {
        byte[] object = machine.emitObject(module);
        requireSmallFrames();
        return object;
    }

    String assembly() {
        String assembly = machine.emitAssembly(module);
        requireSmallFrames();
        return assembly;
    }

    /// LLVM warns of frames above the limit that each function carries as an attribute.
    private void requireSmallFrames() {
        if (!context.warnings().isEmpty()) {
            throw new UnsupportedException(
                    "Program '"
                            + module.name()
                            + "' needs more of the stack than kernels may take: "
                            + String.join("; ", context.warnings())
                            + ". Put scratch memory into the workspace, or unroll less.");
        }
    }

    @Override
    public void close() {
        context.close();
        machine.close();
    }
}
