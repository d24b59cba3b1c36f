package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// Selects of vectors, kept apart from operations on bits.
///
/// With AVX-512, LLVM makes `(x & m) | (y & ~m)` one `vpternlog`, and a select between that and `x`
/// its mask. Where `m` is read from memory as part of the instruction, LLVM up to 22 writes the
/// truth table of another order of operands: the result is wrong, silently (llvm-project issue
/// 157929, mended by pull request 209782: `VPTERNLOG231_imm8` and `VPTERNLOG312_imm8` were
/// swapped). Magnitudes with another's sign are of this form. A fence between the bits and the
/// select, which is no instruction, keeps the two from becoming one.
final class SelectArms {
    private SelectArms() {}

    /// `condition ? whenTrue : whenFalse` in each lane.
    static LlvmValue select(
            FunctionScope scope,
            LoopType type,
            LlvmValue condition,
            LlvmValue whenTrue,
            LlvmValue whenFalse) {
        return scope.builder()
                .select(condition, apart(scope, type, whenTrue), apart(scope, type, whenFalse));
    }

    private static LlvmValue apart(FunctionScope scope, LoopType type, LlvmValue arm) {
        boolean isMerged =
                type.lanes() > 1
                        && (type.dtype().byteSize() == 4 || type.dtype().byteSize() == 8)
                        && scope.module().has("avx512f")
                        && scope.mayBeBits(arm);
        return isMerged ? fenced(scope, type, arm) : arm;
    }

    private static LlvmValue fenced(FunctionScope scope, LoopType type, LlvmValue arm) {
        IrBuilder builder = scope.builder();
        DType floats = type.dtype().byteSize() == 4 ? DType.F32 : DType.F64;
        LlvmType fence = scope.types().value(type.with(floats));
        LlvmValue before = type.dtype().isFloat() ? arm : builder.cast(CastOp.BITCAST, arm, fence);
        LlvmValue behind = builder.intrinsic("llvm.arithmetic.fence", List.of(fence), before);
        return type.dtype().isFloat()
                ? behind
                : builder.cast(CastOp.BITCAST, behind, scope.types().value(type));
    }

    /// Whether an expression may come down to operations on bits. That of a float's sign is one.
    static boolean mayBeBits(Expr expr) {
        return switch (expr) {
            case Expr.Bitcast _, Expr.Apply _ -> true;
            case Expr.Binary binary -> !binary.type().dtype().isFloat();
            case Expr.Unary(UnaryKind kind, Expr operand) ->
                    !operand.type().dtype().isFloat()
                            || kind == UnaryKind.ABS
                            || kind == UnaryKind.NEGATE;
            case Expr.Constant _,
                    Expr.Var _,
                    Expr.Fma _,
                    Expr.Scale _,
                    Expr.Dot _,
                    Expr.Lookup _,
                    Expr.Compare _,
                    Expr.Select _,
                    Expr.Cast _,
                    Expr.Load _,
                    Expr.Broadcast _,
                    Expr.Ramp _,
                    Expr.Shuffle _,
                    Expr.Test _ ->
                    false;
        };
    }
}
