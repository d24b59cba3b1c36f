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
        if (from.dtype() == DType.F16 || to == DType.F16) {
            scope.module().require("f16c", "A conversion from or to f16");
        }
        LoopType type = from.with(to);
        if (from.dtype() == DType.F16 && to != DType.F32) {
            LlvmType single = scope.types().value(from.with(DType.F32));
            LlvmValue wide = scope.builder().cast(CastOp.FPEXT, x, single);
            return emit(scope, from.with(DType.F32), to, wide);
        }
        return switch (to) {
            case BOOL -> isNotZero(scope, from, x);
            case F16 -> half(scope, from, x);
            case F32, F64 -> floating(scope, from, type, x);
            case I32, I64 -> integer(scope, from, type, x);
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
                switch (from.dtype()) {
                    case BOOL -> CastOp.UITOFP;
                    case I32, I64 -> CastOp.SITOFP;
                    case F16, F32 -> CastOp.FPEXT;
                    case F64 -> CastOp.FPTRUNC;
                };
        return scope.builder().cast(op, x, type);
    }

    private static LlvmValue integer(FunctionScope scope, LoopType from, LoopType to, LlvmValue x) {
        LlvmType type = scope.types().value(to);
        return switch (from.dtype()) {
            case BOOL -> scope.builder().cast(CastOp.ZEXT, x, type);
            case I32 -> scope.builder().cast(CastOp.SEXT, x, type);
            case I64 -> scope.builder().cast(CastOp.TRUNC, x, type);
            case F16, F32, F64 -> Saturation.emit(scope, type, x);
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
                    case F16, I32, I64, BOOL -> floating(scope, from, single, x);
                };
        return scope.builder()
                .cast(CastOp.FPTRUNC, narrow, scope.types().value(from.with(DType.F16)));
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
