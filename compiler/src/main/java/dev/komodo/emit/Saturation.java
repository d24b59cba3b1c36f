package dev.komodo.emit;

import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;

import java.util.List;

/// Floats to integers: towards zero, saturating, NaN to 0. LLVM's intrinsic for it is good for
/// scalars and takes vectors apart lane by lane on x86, so vectors are clamped first.
final class Saturation {
    private Saturation() {}

    static LlvmValue emit(FunctionScope scope, LlvmType integers, LlvmValue x) {
        return x.type().isVector()
                ? clamped(scope, integers, x)
                : scope.builder().intrinsic("llvm.fptosi.sat", List.of(integers, x.type()), x);
    }

    /// The least integer is a float; the largest may not be, so what is not below the first float
    /// above it is replaced after the conversion.
    private static LlvmValue clamped(FunctionScope scope, LlvmType integers, LlvmValue x) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        int bits = integers.bits();
        LlvmValue zero = constants.zero(x.type());
        LlvmValue least = constants.floating(x.type(), -Math.scalb(1.0, bits - 1));
        LlvmValue above = constants.floating(x.type(), Math.scalb(1.0, bits - 1));
        LlvmValue tooLarge = builder.fcmp(FloatPredicate.OGE, x, above);
        LlvmValue unfit = builder.fcmp(FloatPredicate.UGE, x, above);
        LlvmValue below = builder.fcmp(FloatPredicate.OLT, x, least);
        LlvmValue fit = builder.select(unfit, zero, builder.select(below, least, x));
        LlvmValue converted = builder.cast(CastOp.FPTOSI, fit, integers);
        long largest = -1L >>> (65 - bits);
        return builder.select(tooLarge, constants.integer(integers, largest), converted);
    }
}
