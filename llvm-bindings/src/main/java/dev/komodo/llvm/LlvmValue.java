package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Something an instruction may use: a constant, a parameter, or what an instruction computed.
///
/// Equal when LLVM holds one object for both. Lives as long as its module (constants: its context).
public sealed class LlvmValue permits LlvmGlobal, LlvmFunction, LlvmPhi {
    private final MemorySegment handle;
    private final LlvmType type;

    LlvmValue(MemorySegment handle, LlvmType type) {
        this.handle = handle;
        this.type = type;
    }

    /// The type of the value; [LlvmType.Kind#VOID] for an instruction without a result.
    public LlvmType type() {
        return type;
    }

    /// Whether LLVM knows the value at compile time (the builder folds constants).
    public boolean isConstant() {
        return Llvm.LLVMIsConstant(handle) != 0;
    }

    /// Gives the value a name in listings; LLVM makes it unique. Constants have none.
    public LlvmValue named(String name) {
        if (!isConstant()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            try (Arena arena = Arena.ofConfined()) {
                Llvm.LLVMSetValueName2(handle, arena.allocateFrom(JAVA_BYTE, bytes), bytes.length);
            }
        }
        return this;
    }

    MemorySegment handle() {
        return handle;
    }

    /// Whether this is an instruction, which may carry flags and metadata.
    boolean isInstruction() {
        return Llvm.LLVMGetValueKind(handle) == Llvm.LLVMInstructionValueKind();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof LlvmValue value && handle.address() == value.handle.address();
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(handle.address());
    }

    /// LLVM's listing of the value.
    @Override
    public String toString() {
        return NativeText.owned(Llvm.LLVMPrintValueToString(handle)).strip();
    }
}
