package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Turns assembly text into object code, for programs that must be exactly the instructions that
/// they say: probes of what the machine can do. Kernels are never made this way.
public final class Assembler {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Assembler() {}

    /// A relocatable ELF object of assembly in LLVM's AT&T dialect for this host. Every instruction
    /// is accepted, whether the host has it or not: the caller asks [HostCpu] first.
    ///
    /// @param name what is assembled, for messages
    /// @param text labels, directives and instructions, a line each
    /// @throws LlvmException if a line is no valid assembly
    public static byte[] assemble(String name, String text) {
        return LlvmThreads.shared()
                .call(
                        "assemble " + name,
                        DEADLINE,
                        () -> {
                            Llvm.LLVMInitializeX86AsmParser(); // registers; harmless when repeated
                            try (LlvmContext context = LlvmContext.create();
                                    TargetMachine machine =
                                            TargetMachine.create(TargetOptions.host())) {
                                LlvmModule module = context.module(name).setTarget(machine);
                                set(module, text);
                                return machine.emitObject(module);
                            }
                        });
    }

    private static void set(LlvmModule module, String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(text);
            Llvm.LLVMSetModuleInlineAsm2(module.handle(), bytes, bytes.byteSize() - 1);
        }
    }
}
