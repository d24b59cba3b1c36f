package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// Functions of one, two and three operands. No fast-math flag, and no `contract`: products are
/// fused where an [dev.komodo.loop.Expr.Fma] says so.
final class Arithmetic {
    private Arithmetic() {}

    static LlvmValue unary(FunctionScope scope, UnaryKind kind, DType dtype, LlvmValue x) {
        IrBuilder builder = scope.builder();
        return switch (kind) {
            case NEGATE -> dtype.isFloat() ? builder.fneg(x) : IntegerArithmetic.negate(scope, x);
            case ABS ->
                    switch (dtype.kind()) {
                        case FLOAT -> call(scope, "llvm.fabs", x);
                        case SIGNED -> absolute(scope, x);
                        case UNSIGNED, BOOLEAN -> x;
                    };
            case SQRT -> call(scope, "llvm.sqrt", x);
            case FLOOR -> call(scope, "llvm.floor", x);
            case CEIL -> call(scope, "llvm.ceil", x);
            case TRUNCATE -> call(scope, "llvm.trunc", x);
            case ROUND_EVEN -> call(scope, "llvm.roundeven", x);
            case NOT -> builder.not(x);
        };
    }

    private static LlvmValue absolute(FunctionScope scope, LlvmValue x) {
        LlvmValue wraps = scope.module().constants().bool(false);
        return scope.builder().intrinsic("llvm.abs", List.of(x.type()), x, wraps);
    }

    static LlvmValue binary(
            FunctionScope scope, BinaryKind kind, LoopType type, LlvmValue a, LlvmValue b) {
        return type.dtype().isFloat()
                ? floating(scope, kind, type, a, b)
                : IntegerArithmetic.binary(scope, kind, type, a, b);
    }

    private static LlvmValue floating(
            FunctionScope scope, BinaryKind kind, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        return switch (kind) {
            case ADD -> builder.binary(BinaryOp.FADD, a, b);
            case SUBTRACT -> builder.binary(BinaryOp.FSUB, a, b);
            case MULTIPLY -> builder.binary(BinaryOp.FMUL, a, b);
            case DIVIDE -> builder.binary(BinaryOp.FDIV, a, b);
            case REMAINDER -> FloatRemainder.emit(scope, type, a, b);
            case MINIMUM -> call(scope, "llvm.minimum", a, b);
            case MAXIMUM -> call(scope, "llvm.maximum", a, b);
            case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL ->
                    throw Refusals.operands(scope, kind, type);
        };
    }

    /// `a * b + c`, rounded once.
    static LlvmValue fma(
            FunctionScope scope, LoopType type, LlvmValue a, LlvmValue b, LlvmValue c) {
        return scope.module().fuses()
                ? call(scope, "llvm.fma", a, b, c)
                : EmulatedFma.emit(scope.module(), scope.builder(), type, a, b, c);
    }

    /// An intrinsic that is overloaded on its operands' type.
    static LlvmValue call(FunctionScope scope, String intrinsic, LlvmValue... operands) {
        return scope.builder().intrinsic(intrinsic, List.of(operands[0].type()), operands);
    }
}
