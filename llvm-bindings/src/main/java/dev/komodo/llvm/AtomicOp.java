package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// What an atomic read-modify-write does.
public enum AtomicOp {
    EXCHANGE(Llvm.LLVMAtomicRMWBinOpXchg()),
    ADD(Llvm.LLVMAtomicRMWBinOpAdd()),
    SUB(Llvm.LLVMAtomicRMWBinOpSub()),
    AND(Llvm.LLVMAtomicRMWBinOpAnd()),
    OR(Llvm.LLVMAtomicRMWBinOpOr()),
    XOR(Llvm.LLVMAtomicRMWBinOpXor()),
    MAX(Llvm.LLVMAtomicRMWBinOpMax()),
    MIN(Llvm.LLVMAtomicRMWBinOpMin()),
    UMAX(Llvm.LLVMAtomicRMWBinOpUMax()),
    UMIN(Llvm.LLVMAtomicRMWBinOpUMin()),
    FADD(Llvm.LLVMAtomicRMWBinOpFAdd());

    private final int code;

    AtomicOp(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
