package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// How hard the code generator tries.
public enum OptimisationLevel {
    NONE(Llvm.LLVMCodeGenLevelNone()),
    LESS(Llvm.LLVMCodeGenLevelLess()),
    DEFAULT(Llvm.LLVMCodeGenLevelDefault()),
    AGGRESSIVE(Llvm.LLVMCodeGenLevelAggressive());

    private final int code;

    OptimisationLevel(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
