package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

/// Quotients and remainders of integers: towards zero; by 0 both are 0. Nothing traps.
final class IntegerDivision {
    private IntegerDivision() {}

    /// The quotient; of a signed integer by -1 the wrapping negation, which no processor traps on.
    static LlvmValue quotient(FunctionScope scope, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmValue zero = constants.zero(a.type());
        LlvmValue byZero = builder.icmp(IntPredicate.EQ, b, zero);
        if (type.dtype().isUnsigned()) {
            LlvmValue quotient = defined(scope, type, a, orOne(scope, b, byZero));
            return builder.select(byZero, zero, quotient);
        }
        LlvmValue byMinusOne = builder.icmp(IntPredicate.EQ, b, constants.allOnes(b.type()));
        LlvmValue divisor = orOne(scope, b, builder.or(byZero, byMinusOne));
        LlvmValue quotient = defined(scope, type, a, divisor);
        LlvmValue total = builder.select(byMinusOne, builder.neg(a), quotient);
        return builder.select(byZero, zero, total);
    }

    /// The remainder, with the dividend's sign; by 0 and by -1 it is 0, as by 1.
    static LlvmValue remainder(FunctionScope scope, LoopType type, LlvmValue a, LlvmValue b) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        boolean isUnsigned = type.dtype().isUnsigned();
        LlvmValue unfit = builder.icmp(IntPredicate.EQ, b, constants.zero(b.type()));
        if (!isUnsigned) {
            LlvmValue byMinusOne = builder.icmp(IntPredicate.EQ, b, constants.allOnes(b.type()));
            unfit = builder.or(unfit, byMinusOne);
        }
        LlvmValue divisor = orOne(scope, b, unfit);
        if (type.isScalar() || divisor.isConstant()) {
            return builder.binary(isUnsigned ? BinaryOp.UREM : BinaryOp.SREM, a, divisor);
        }
        return builder.sub(a, builder.mul(defined(scope, type, a, divisor), divisor));
    }

    private static LlvmValue orOne(FunctionScope scope, LlvmValue b, LlvmValue unfit) {
        LlvmValue one = scope.module().constants().integer(b.type(), 1);
        return scope.builder().select(unfit, one, b);
    }

    /// Vectors of up to 16 bits divide in f32 and of 32 bits in f64, which vectorises and is exact:
    /// a quotient that is no integer is at least `1 / |b|` away from one, relatively `1 / |a|`,
    /// which is more than half an ulp.
    private static LlvmValue defined(
            FunctionScope scope, LoopType type, LlvmValue a, LlvmValue divisor) {
        IrBuilder builder = scope.builder();
        boolean isUnsigned = type.dtype().isUnsigned();
        if (type.dtype().width() == Long.SIZE || type.isScalar() || divisor.isConstant()) {
            return builder.binary(isUnsigned ? BinaryOp.UDIV : BinaryOp.SDIV, a, divisor);
        }
        DType floats = type.dtype().width() < Integer.SIZE ? DType.F32 : DType.F64;
        LlvmType wide = scope.types().value(type.with(floats));
        CastOp in = isUnsigned ? CastOp.UITOFP : CastOp.SITOFP;
        LlvmValue exact = builder.fdiv(builder.cast(in, a, wide), builder.cast(in, divisor, wide));
        return builder.cast(isUnsigned ? CastOp.FPTOUI : CastOp.FPTOSI, exact, a.type());
    }
}
