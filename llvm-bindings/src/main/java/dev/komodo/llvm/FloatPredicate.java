package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// A comparison of floating point: `O` is false, `U` true, when an operand is NaN.
public enum FloatPredicate {
    OEQ(Llvm.LLVMRealOEQ()),
    OGT(Llvm.LLVMRealOGT()),
    OGE(Llvm.LLVMRealOGE()),
    OLT(Llvm.LLVMRealOLT()),
    OLE(Llvm.LLVMRealOLE()),
    ONE(Llvm.LLVMRealONE()),
    /// Neither is NaN.
    ORD(Llvm.LLVMRealORD()),
    /// Either is NaN.
    UNO(Llvm.LLVMRealUNO()),
    UEQ(Llvm.LLVMRealUEQ()),
    UGT(Llvm.LLVMRealUGT()),
    UGE(Llvm.LLVMRealUGE()),
    ULT(Llvm.LLVMRealULT()),
    ULE(Llvm.LLVMRealULE()),
    UNE(Llvm.LLVMRealUNE());

    private final int code;

    FloatPredicate(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
