package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;

import java.util.List;

/// Floats to integers: towards zero, saturating, NaN to 0. LLVM's intrinsics for it are good for
/// scalars and take vectors apart lane by lane on x86, so vectors are clamped first.
final class Saturation {
    private Saturation() {}

    static LlvmValue emit(FunctionScope scope, DType to, LlvmType integers, LlvmValue x) {
        String intrinsic = to.isUnsigned() ? "llvm.fptoui.sat" : "llvm.fptosi.sat";
        return x.type().isVector()
                ? clamped(scope, to, integers, x)
                : scope.builder().intrinsic(intrinsic, List.of(integers, x.type()), x);
    }

    /// The least integer is a float; the largest may not be, so what is not below the first float
    /// above it is replaced after the conversion.
    private static LlvmValue clamped(
            FunctionScope scope, DType to, LlvmType integers, LlvmValue x) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        boolean isUnsigned = to.isUnsigned();
        double limit = Math.scalb(1.0, isUnsigned ? to.width() : to.width() - 1);
        LlvmValue zero = constants.zero(x.type());
        LlvmValue least = isUnsigned ? zero : constants.floating(x.type(), -limit);
        LlvmValue above = constants.floating(x.type(), limit);
        LlvmValue tooLarge = builder.fcmp(FloatPredicate.OGE, x, above);
        LlvmValue unfit = builder.fcmp(FloatPredicate.UGE, x, above);
        LlvmValue below = builder.fcmp(FloatPredicate.OLT, x, least);
        LlvmValue fit = builder.select(unfit, zero, builder.select(below, least, x));
        CastOp convert = isUnsigned ? CastOp.FPTOUI : CastOp.FPTOSI;
        LlvmValue converted = builder.cast(convert, fit, integers);
        return builder.select(tooLarge, constants.integer(integers, to.largest()), converted);
    }
}
