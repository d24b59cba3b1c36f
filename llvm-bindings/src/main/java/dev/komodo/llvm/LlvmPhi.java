package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A value that depends on the block control came from.
public final class LlvmPhi extends LlvmValue {
    LlvmPhi(MemorySegment handle, LlvmType type) {
        super(handle, type);
    }

    /// The phi is `value` when control comes from `block`.
    public LlvmPhi addIncoming(LlvmValue value, LlvmBlock block) {
        Operands.requireType("an incoming value of a phi", value, type());
        try (Arena arena = Arena.ofConfined()) {
            Llvm.LLVMAddIncoming(
                    handle(),
                    arena.allocateFrom(ValueLayout.ADDRESS, value.handle()),
                    arena.allocateFrom(ValueLayout.ADDRESS, block.handle()),
                    1);
        }
        return this;
    }
}
