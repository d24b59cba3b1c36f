package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Optimises modules and turns them into object code for one CPU.
///
/// Belongs to the compile thread that made it. Closing twice is harmless; use after close throws
/// `IllegalStateException`.
public final class TargetMachine implements AutoCloseable {
    private final TargetOptions options;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment handle;
    private final String dataLayout;

    private TargetMachine(TargetOptions options) {
        this.options = options;
        this.handle = open(options).reinterpret(arena, null);
        this.dataLayout = readDataLayout(handle);
    }

    /// A target machine, owned by the current compile thread.
    ///
    /// @throws LlvmException if LLVM has no back end for the triple
    /// @throws IllegalStateException if this is not a compile thread of [LlvmThreads]
    public static TargetMachine create(TargetOptions options) {
        CompileThread.require("create a target machine");
        return new TargetMachine(options);
    }

    /// What the machine was made for.
    public TargetOptions options() {
        return options;
    }

    /// LLVM's description of sizes and alignments on this machine.
    public String dataLayout() {
        return dataLayout;
    }

    /// Runs LLVM's optimiser over `module`.
    ///
    /// @throws LlvmException if a pass is unknown or reports an error
    public void optimize(LlvmModule module, Optimisation optimisation) {
        String work = "optimise module " + module.name();
        MemorySegment settings = settings(optimisation);
        try (Arena text = Arena.ofConfined()) {
            MemorySegment error =
                    Llvm.LLVMRunPasses(
                            module.handle(),
                            text.allocateFrom(optimisation.passes()),
                            handle,
                            settings);
            NativeText.check(work, error);
        } finally {
            Llvm.LLVMDisposePassBuilderOptions(settings);
        }
        module.context().diagnostics().throwReported(work);
    }

    /// A relocatable ELF object of `module`, which is consumed in the sense that code generation
    /// changes it: emit a module once.
    ///
    /// @throws LlvmException if LLVM reports an error
    public byte[] emitObject(LlvmModule module) {
        return emit(module, Llvm.LLVMObjectFile());
    }

    /// The assembly of `module`; the module is changed as by [#emitObject].
    ///
    /// @throws LlvmException if LLVM reports an error
    public String emitAssembly(LlvmModule module) {
        return new String(emit(module, Llvm.LLVMAssemblyFile()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            Llvm.LLVMDisposeTargetMachine(handle);
            arena.close();
        }
    }

    private byte[] emit(LlvmModule module, int fileType) {
        String work = "generate code for module " + module.name();
        try (Arena out = Arena.ofConfined()) {
            MemorySegment message = out.allocate(ADDRESS);
            MemorySegment buffer = out.allocate(ADDRESS);
            int failed =
                    Llvm.LLVMTargetMachineEmitToMemoryBuffer(
                            handle, module.handle(), fileType, message, buffer);
            if (failed != 0) {
                throw new LlvmException(
                        "LLVM could not %s: %s"
                                .formatted(work, NativeText.owned(message.get(ADDRESS, 0))));
            }
            byte[] bytes = takeBytes(buffer.get(ADDRESS, 0));
            module.context().diagnostics().throwReported(work);
            return bytes;
        }
    }

    private static byte[] takeBytes(MemorySegment buffer) {
        try {
            return Llvm.LLVMGetBufferStart(buffer)
                    .reinterpret(Llvm.LLVMGetBufferSize(buffer))
                    .toArray(JAVA_BYTE);
        } finally {
            Llvm.LLVMDisposeMemoryBuffer(buffer);
        }
    }

    private static MemorySegment settings(Optimisation optimisation) {
        MemorySegment settings = Llvm.LLVMCreatePassBuilderOptions();
        Llvm.LLVMPassBuilderOptionsSetLoopVectorization(settings, 0);
        Llvm.LLVMPassBuilderOptionsSetSLPVectorization(settings, 0);
        Llvm.LLVMPassBuilderOptionsSetLoopInterleaving(settings, 0);
        Llvm.LLVMPassBuilderOptionsSetMergeFunctions(settings, 0);
        Llvm.LLVMPassBuilderOptionsSetCallGraphProfile(settings, 0);
        Llvm.LLVMPassBuilderOptionsSetLoopUnrolling(settings, optimisation.unrollLoops() ? 1 : 0);
        Llvm.LLVMPassBuilderOptionsSetVerifyEach(settings, optimisation.verifyEach() ? 1 : 0);
        return settings;
    }

    private static MemorySegment open(TargetOptions options) {
        if (options.triple().startsWith("aarch64-")) {
            Llvm.LLVMInitializeAArch64TargetInfo(); // registers; harmless when repeated
            Llvm.LLVMInitializeAArch64Target();
            Llvm.LLVMInitializeAArch64TargetMC();
            Llvm.LLVMInitializeAArch64AsmPrinter();
        }
        try (Arena text = Arena.ofConfined()) {
            MemorySegment triple = text.allocateFrom(options.triple());
            MemorySegment target = text.allocate(ADDRESS);
            MemorySegment message = text.allocate(ADDRESS);
            if (Llvm.LLVMGetTargetFromTriple(triple, target, message) != 0) {
                throw new LlvmException(
                        "LLVM has no back end for %s: %s"
                                .formatted(
                                        options.triple(),
                                        NativeText.owned(message.get(ADDRESS, 0))));
            }
            return Llvm.LLVMCreateTargetMachine(
                    target.get(ADDRESS, 0),
                    triple,
                    text.allocateFrom(options.cpu()),
                    text.allocateFrom(options.features()),
                    options.level().code(),
                    Llvm.LLVMRelocPIC(),
                    Llvm.LLVMCodeModelSmall());
        }
    }

    private static String readDataLayout(MemorySegment machine) {
        MemorySegment layout = Llvm.LLVMCreateTargetDataLayout(machine);
        try {
            return NativeText.owned(Llvm.LLVMCopyStringRepOfTargetData(layout));
        } finally {
            Llvm.LLVMDisposeTargetData(layout);
        }
    }
}
