package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

/// Numeric conversions. Each rounds once; none becomes a call of a library.
final class Casts {
    private Casts() {}

    static LlvmValue emit(FunctionScope scope, LoopType from, DType to, LlvmValue x) {
        if (from.dtype() == to) {
            return x;
        }
        LoopType type = from.with(to);
        LoopType single = from.with(DType.F32);
        if (from.dtype() == DType.F16) {
            return emit(scope, single, to, HalfFloats.widened(scope, single, x));
        }
        if (from.dtype() == DType.BF16) {
            return emit(scope, single, to, BrainFloats.widened(scope, single, x));
        }
        return switch (to) {
            case BOOL -> isNotZero(scope, from, x);
            case F16 -> half(scope, from, x);
            case BF16 -> brain(scope, from, x);
            case F32, F64 -> floating(scope, from, type, x);
            case I8, I16, I32, I64, U8, U16, U32, U64 -> integer(scope, from, type, x);
        };
    }

    private static LlvmValue isNotZero(FunctionScope scope, LoopType from, LlvmValue x) {
        LlvmValue zero = scope.module().constants().zero(x.type());
        return from.dtype().isFloat()
                ? scope.builder().fcmp(FloatPredicate.UNE, x, zero)
                : scope.builder().icmp(IntPredicate.NE, x, zero);
    }

    private static LlvmValue floating(
            FunctionScope scope, LoopType from, LoopType to, LlvmValue x) {
        LlvmType type = scope.types().value(to);
        CastOp op =
                switch (from.dtype().kind()) {
                    case BOOLEAN, UNSIGNED -> CastOp.UITOFP;
                    case SIGNED -> CastOp.SITOFP;
                    case FLOAT -> from.dtype() == DType.F64 ? CastOp.FPTRUNC : CastOp.FPEXT;
                };
        return scope.builder().cast(op, x, type);
    }

    private static LlvmValue integer(FunctionScope scope, LoopType from, LoopType to, LlvmValue x) {
        LlvmType type = scope.types().value(to);
        int widened = to.dtype().width() - from.dtype().width();
        return switch (from.dtype().kind()) {
            case BOOLEAN -> scope.builder().cast(CastOp.ZEXT, x, type);
            case FLOAT -> Saturation.emit(scope, to.dtype(), type, x);
            case SIGNED, UNSIGNED -> {
                if (widened == 0) {
                    yield x;
                }
                CastOp extend = from.dtype().isUnsigned() ? CastOp.ZEXT : CastOp.SEXT;
                yield scope.builder().cast(widened > 0 ? extend : CastOp.TRUNC, x, type);
            }
        };
    }

    /// To f16 by way of f32. From integers that is one rounding in effect: f32 is exact up to 2^24,
    /// and beyond 65520 all is infinite. From f64 the step to f32 rounds to odd.
    private static LlvmValue half(FunctionScope scope, LoopType from, LlvmValue x) {
        LoopType single = from.with(DType.F32);
        LlvmValue narrow =
                switch (from.dtype()) {
                    case F64 -> roundToOdd(scope, from, x);
                    case F32 -> x;
                    case F16, BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                            floating(scope, from, single, x);
                };
        return HalfFloats.rounded(scope, single, narrow);
    }

    /// To bf16 by way of f32, to which what it does not hold rounds to odd.
    private static LlvmValue brain(FunctionScope scope, LoopType from, LlvmValue x) {
        LoopType single = from.with(DType.F32);
        LoopType twofold = from.with(DType.F64);
        LlvmValue narrow =
                switch (from.dtype()) {
                    case F32 -> x;
                    case F64 -> roundToOdd(scope, from, x);
                    case F16, BF16, I8, I16, U8, U16, BOOL -> floating(scope, from, single, x);
                    case I32, U32 -> roundToOdd(scope, twofold, floating(scope, from, twofold, x));
                    case I64, U64 -> {
                        LlvmValue joined = BrainFloats.joined(scope, from, x);
                        yield roundToOdd(scope, twofold, floating(scope, from, twofold, joined));
                    }
                };
        return BrainFloats.rounded(scope, single, narrow);
    }

    /// f64 to f32, rounded to odd: towards zero, with the last bit set if anything was lost. A
    /// second rounding, to at most 22 bits, is then right.
    ///
    /// source: S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved
    /// algorithms using rounding to odd", IEEE Trans. Computers 57(4), 2008.
    private static LlvmValue roundToOdd(FunctionScope scope, LoopType from, LlvmValue x) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmType single = scope.types().value(from.with(DType.F32));
        LlvmType bits = scope.types().value(from.with(DType.I32));
        LlvmValue nearest = builder.cast(CastOp.FPTRUNC, x, single);
        LlvmValue back = builder.cast(CastOp.FPEXT, nearest, x.type());
        LlvmValue tooLarge =
                builder.fcmp(
                        FloatPredicate.OGT,
                        Arithmetic.call(scope, "llvm.fabs", back),
                        Arithmetic.call(scope, "llvm.fabs", x));
        LlvmValue pattern = builder.cast(CastOp.BITCAST, nearest, bits);
        LlvmValue truncated =
                builder.binary(BinaryOp.SUB, pattern, builder.cast(CastOp.ZEXT, tooLarge, bits));
        LlvmValue inexact = builder.fcmp(FloatPredicate.ONE, back, x);
        LlvmValue odd =
                builder.select(
                        inexact, builder.or(truncated, constants.integer(bits, 1)), truncated);
        return builder.cast(CastOp.BITCAST, odd, single);
    }
}
