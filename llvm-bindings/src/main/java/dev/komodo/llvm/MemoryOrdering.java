package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// How atomic accesses order others around them.
public enum MemoryOrdering {
    RELAXED(Llvm.LLVMAtomicOrderingMonotonic()),
    ACQUIRE(Llvm.LLVMAtomicOrderingAcquire()),
    RELEASE(Llvm.LLVMAtomicOrderingRelease()),
    ACQUIRE_RELEASE(Llvm.LLVMAtomicOrderingAcquireRelease()),
    SEQUENTIAL(Llvm.LLVMAtomicOrderingSequentiallyConsistent());

    private final int code;

    MemoryOrdering(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
