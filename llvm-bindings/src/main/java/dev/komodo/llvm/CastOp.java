package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// A change of type, lane by lane on vectors.
public enum CastOp {
    /// To a narrower integer.
    TRUNC(Llvm.LLVMTrunc()),
    /// To a wider integer, with zeros.
    ZEXT(Llvm.LLVMZExt()),
    /// To a wider integer, with the sign.
    SEXT(Llvm.LLVMSExt()),
    /// To a narrower floating type, rounding to nearest even.
    FPTRUNC(Llvm.LLVMFPTrunc()),
    /// To a wider floating type.
    FPEXT(Llvm.LLVMFPExt()),
    /// Toward zero; poison if out of range.
    FPTOSI(Llvm.LLVMFPToSI()),
    /// Toward zero; poison if out of range.
    FPTOUI(Llvm.LLVMFPToUI()),
    SITOFP(Llvm.LLVMSIToFP()),
    UITOFP(Llvm.LLVMUIToFP()),
    PTRTOINT(Llvm.LLVMPtrToInt()),
    INTTOPTR(Llvm.LLVMIntToPtr()),
    /// The same bits in another type of the same size; lanes may differ in number.
    BITCAST(Llvm.LLVMBitCast());

    private final int code;

    CastOp(int code) {
        this.code = code;
    }

    /// Whether `from` can become `to` this way.
    boolean accepts(LlvmType from, LlvmType to) {
        if (this == BITCAST) {
            return sizeInBits(from) == sizeInBits(to) && sizeInBits(from) > 0;
        }
        if (from.isVector() != to.isVector() || from.lanes() != to.lanes()) {
            return false;
        }
        return switch (this) {
            case TRUNC -> from.isInteger() && to.isInteger() && from.bits() > to.bits();
            case ZEXT, SEXT -> from.isInteger() && to.isInteger() && from.bits() < to.bits();
            case FPTRUNC -> from.isFloating() && to.isFloating() && from.bits() > to.bits();
            case FPEXT -> from.isFloating() && to.isFloating() && from.bits() < to.bits();
            case FPTOSI, FPTOUI -> from.isFloating() && to.isInteger();
            case SITOFP, UITOFP -> from.isInteger() && to.isFloating();
            case PTRTOINT -> from.isPointer() && to.isInteger();
            case INTTOPTR -> from.isInteger() && to.isPointer();
            case BITCAST -> throw new AssertionError("handled above");
        };
    }

    private static long sizeInBits(LlvmType type) {
        boolean numeric = type.isInteger() || type.isFloating();
        return numeric ? (long) type.bits() * type.lanes() : 0;
    }

    int code() {
        return code;
    }
}
