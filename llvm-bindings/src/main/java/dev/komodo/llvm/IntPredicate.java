package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// A comparison of integers or pointers; `U` unsigned, `S` signed.
public enum IntPredicate {
    EQ(Llvm.LLVMIntEQ()),
    NE(Llvm.LLVMIntNE()),
    UGT(Llvm.LLVMIntUGT()),
    UGE(Llvm.LLVMIntUGE()),
    ULT(Llvm.LLVMIntULT()),
    ULE(Llvm.LLVMIntULE()),
    SGT(Llvm.LLVMIntSGT()),
    SGE(Llvm.LLVMIntSGE()),
    SLT(Llvm.LLVMIntSLT()),
    SLE(Llvm.LLVMIntSLE());

    private final int code;

    IntPredicate(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
