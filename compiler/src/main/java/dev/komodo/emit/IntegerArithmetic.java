package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.LoopType;

import java.util.List;

/// Integers and truth values: everything wraps, nothing traps, every operand has a result.
final class IntegerArithmetic {
    private IntegerArithmetic() {}

    static LlvmValue negate(FunctionScope scope, LlvmValue x) {
        return wrapping(scope, BinaryOp.SUB, scope.module().constants().zero(x.type()), x);
    }

    static LlvmValue binary(
            FunctionScope scope, BinaryKind kind, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        if (type.dtype() == DType.BOOL) {
            return truth(scope, kind, type, a, b);
        }
        boolean isUnsigned = type.dtype().isUnsigned();
        return switch (kind) {
            case ADD -> wrapping(scope, BinaryOp.ADD, a, b);
            case SUBTRACT -> wrapping(scope, BinaryOp.SUB, a, b);
            case MULTIPLY -> wrapping(scope, BinaryOp.MUL, a, b);
            case DIVIDE -> IntegerDivision.quotient(scope, type, a, b);
            case REMAINDER -> IntegerDivision.remainder(scope, type, a, b);
            case MINIMUM -> Arithmetic.call(scope, isUnsigned ? "llvm.umin" : "llvm.smin", a, b);
            case MAXIMUM -> Arithmetic.call(scope, isUnsigned ? "llvm.umax" : "llvm.smax", a, b);
            case AND -> builder.and(a, b);
            case OR -> builder.or(a, b);
            case XOR -> builder.xor(a, b);
            case SHIFT_LEFT -> shiftOrZero(scope, BinaryOp.SHL, a, b);
            case SHIFT_RIGHT ->
                    isUnsigned
                            ? shiftOrZero(scope, BinaryOp.LSHR, a, b)
                            : shiftArithmetic(scope, a, b);
            case SHIFT_RIGHT_LOGICAL -> shiftOrZero(scope, BinaryOp.LSHR, a, b);
        };
    }

    private static LlvmValue truth(
            FunctionScope scope, BinaryKind kind, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        return switch (kind) {
            case AND, MINIMUM -> builder.and(a, b);
            case OR, MAXIMUM -> builder.or(a, b);
            case XOR -> builder.xor(a, b);
            case ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    REMAINDER,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    SHIFT_RIGHT_LOGICAL ->
                    throw Refusals.operands(scope, kind, type);
        };
    }

    /// Add, subtract or multiply: wraps, or notes an overflow where the scope collects them.
    private static LlvmValue wrapping(FunctionScope scope, BinaryOp op, LlvmValue a, LlvmValue b) {
        return scope.overflow() == null
                ? scope.builder().binary(op, a, b)
                : CheckedArithmetic.emit(scope, op, a, b);
    }

    /// 0 for amounts outside `[0, width)`; the shift itself is poison there and not selected.
    private static LlvmValue shiftOrZero(
            FunctionScope scope, BinaryOp op, LlvmValue a, LlvmValue amount) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmValue width = constants.integer(a.type(), a.type().bits());
        LlvmValue inside = builder.icmp(IntPredicate.ULT, amount, width);
        return builder.select(inside, builder.binary(op, a, amount), constants.zero(a.type()));
    }

    /// Amounts outside `[0, width)` act as `width - 1`; a negative one is large without a sign.
    private static LlvmValue shiftArithmetic(FunctionScope scope, LlvmValue a, LlvmValue amount) {
        LlvmValue last = scope.module().constants().integer(a.type(), a.type().bits() - 1L);
        LlvmValue clamped = scope.builder().intrinsic("llvm.umin", List.of(a.type()), amount, last);
        return scope.builder().binary(BinaryOp.ASHR, a, clamped);
    }
}
