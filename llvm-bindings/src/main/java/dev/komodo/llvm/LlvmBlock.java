package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.MemorySegment;

/// A basic block of a function.
public final class LlvmBlock {
    private final LlvmFunction function;
    private final MemorySegment handle;

    LlvmBlock(LlvmFunction function, MemorySegment handle) {
        this.function = function;
        this.handle = handle;
    }

    /// The function the block is part of.
    public LlvmFunction function() {
        return function;
    }

    /// Whether the block already ends in a branch, return or the like.
    public boolean isTerminated() {
        return Llvm.LLVMGetBasicBlockTerminator(handle).address() != 0;
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LlvmBlock block && handle.address() == block.handle.address();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(handle.address());
    }
}
