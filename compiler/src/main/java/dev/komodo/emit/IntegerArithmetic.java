package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
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
        return switch (kind) {
            case ADD -> wrapping(scope, BinaryOp.ADD, a, b);
            case SUBTRACT -> wrapping(scope, BinaryOp.SUB, a, b);
            case MULTIPLY -> wrapping(scope, BinaryOp.MUL, a, b);
            case DIVIDE -> divide(scope, type, a, b);
            case REMAINDER -> remainder(scope, type, a, b);
            case MINIMUM -> Arithmetic.call(scope, "llvm.smin", a, b);
            case MAXIMUM -> Arithmetic.call(scope, "llvm.smax", a, b);
            case AND -> builder.and(a, b);
            case OR -> builder.or(a, b);
            case XOR -> builder.xor(a, b);
            case SHIFT_LEFT -> shiftOrZero(scope, BinaryOp.SHL, a, b);
            case SHIFT_RIGHT -> shiftArithmetic(scope, a, b);
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

    /// Towards zero; by 0 it is 0, and by -1 the wrapping negation, which no processor traps on.
    private static LlvmValue divide(FunctionScope scope, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmValue byZero = builder.icmp(IntPredicate.EQ, b, constants.zero(b.type()));
        LlvmValue byMinusOne = builder.icmp(IntPredicate.EQ, b, constants.allOnes(b.type()));
        LlvmValue divisor = safeDivisor(scope, b, byZero, byMinusOne);
        LlvmValue quotient = quotient(scope, type, a, divisor);
        LlvmValue total = builder.select(byMinusOne, builder.neg(a), quotient);
        return builder.select(byZero, constants.zero(a.type()), total);
    }

    /// Vectors of i32 divide in f64, which vectorises and is exact: a quotient that is no integer
    /// is at least 2^-31 / |b| away from one, relatively more than half an ulp of f64.
    private static LlvmValue quotient(
            FunctionScope scope, LoopType type, LlvmValue a, LlvmValue divisor) {
        IrBuilder builder = scope.builder();
        if (type.dtype() != DType.I32 || type.isScalar() || divisor.isConstant()) {
            return builder.binary(BinaryOp.SDIV, a, divisor);
        }
        LlvmType wide = scope.types().value(type.with(DType.F64));
        LlvmValue exact =
                builder.fdiv(
                        builder.cast(CastOp.SITOFP, a, wide),
                        builder.cast(CastOp.SITOFP, divisor, wide));
        return builder.cast(CastOp.FPTOSI, exact, a.type());
    }

    /// With the dividend's sign; by 0 and by -1 it is 0, as by 1.
    private static LlvmValue remainder(
            FunctionScope scope, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmValue byZero = builder.icmp(IntPredicate.EQ, b, constants.zero(b.type()));
        LlvmValue byMinusOne = builder.icmp(IntPredicate.EQ, b, constants.allOnes(b.type()));
        LlvmValue divisor = safeDivisor(scope, b, byZero, byMinusOne);
        if (type.isScalar() || divisor.isConstant()) {
            return builder.binary(BinaryOp.SREM, a, divisor);
        }
        return builder.sub(a, builder.mul(quotient(scope, type, a, divisor), divisor));
    }

    private static LlvmValue safeDivisor(
            FunctionScope scope, LlvmValue b, LlvmValue byZero, LlvmValue byMinusOne) {
        IrBuilder builder = scope.builder();
        LlvmValue one = scope.module().constants().integer(b.type(), 1);
        return builder.select(builder.or(byZero, byMinusOne), one, b);
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
