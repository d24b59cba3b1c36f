package dev.komodo.emit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;

import java.util.List;
import java.util.Objects;

/// Sizes: integer arithmetic that notes an overflow in the scope's place for it.
final class CheckedArithmetic {
    private CheckedArithmetic() {}

    static LlvmValue emit(FunctionScope scope, BinaryOp op, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        LlvmValue both = builder.intrinsic(intrinsic(op), List.of(a.type()), a, b);
        note(scope, builder.extractValue(both, 1));
        return builder.extractValue(both, 0);
    }

    /// Notes an overflow where `happened` is true.
    static void note(FunctionScope scope, LlvmValue happened) {
        IrBuilder builder = scope.builder();
        LlvmType truth = happened.type();
        LlvmValue slot = Objects.requireNonNull(scope.overflow(), "a place for overflows");
        builder.store(builder.or(builder.load(truth, slot, 1), happened), slot, 1);
    }

    private static String intrinsic(BinaryOp op) {
        return switch (op) {
            case ADD -> "llvm.sadd.with.overflow";
            case SUB -> "llvm.ssub.with.overflow";
            case MUL -> "llvm.smul.with.overflow";
            case UDIV,
                    SDIV,
                    UREM,
                    SREM,
                    SHL,
                    LSHR,
                    ASHR,
                    AND,
                    OR,
                    XOR,
                    FADD,
                    FSUB,
                    FMUL,
                    FDIV,
                    FREM ->
                    throw new InternalCompilerException(op + " has no form that checks overflow");
        };
    }
}
