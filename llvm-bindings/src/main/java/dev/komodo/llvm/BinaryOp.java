package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// An instruction with two operands of one type, which is also the type of the result; on vectors,
/// lane by lane.
public enum BinaryOp {
    ADD(Llvm.LLVMAdd()),
    SUB(Llvm.LLVMSub()),
    MUL(Llvm.LLVMMul()),
    /// Undefined for a divisor of 0, as are the three below.
    UDIV(Llvm.LLVMUDiv()),
    /// Undefined for the least integer by -1, too.
    SDIV(Llvm.LLVMSDiv()),
    UREM(Llvm.LLVMURem()),
    SREM(Llvm.LLVMSRem()),
    /// Poison for a shift by the width or more, as are the two below.
    SHL(Llvm.LLVMShl()),
    LSHR(Llvm.LLVMLShr()),
    ASHR(Llvm.LLVMAShr()),
    AND(Llvm.LLVMAnd()),
    OR(Llvm.LLVMOr()),
    XOR(Llvm.LLVMXor()),
    FADD(Llvm.LLVMFAdd()),
    FSUB(Llvm.LLVMFSub()),
    FMUL(Llvm.LLVMFMul()),
    FDIV(Llvm.LLVMFDiv()),
    /// A call of `fmod` on most targets.
    FREM(Llvm.LLVMFRem());

    private final int code;

    BinaryOp(int code) {
        this.code = code;
    }

    /// Whether the operands are floating point; integers otherwise.
    public boolean isFloating() {
        return switch (this) {
            case FADD, FSUB, FMUL, FDIV, FREM -> true;
            case ADD, SUB, MUL, UDIV, SDIV, UREM, SREM, SHL, LSHR, ASHR, AND, OR, XOR -> false;
        };
    }

    int code() {
        return code;
    }
}
