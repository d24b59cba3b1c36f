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

/// Conversions of f16, which are instructions or, on processors without F16C, operations on bits:
/// LLVM would call a library.
final class HalfFloats {
    /// Between the fractions of f16 and f32.
    private static final int SHIFT = 13;

    private static final long SIGN = 0x8000;
    private static final long INFINITY = 0x7C00;
    private static final long QUIET = 0x0200;
    private static final long SINGLE_INFINITY = 0x7F800000L;

    /// The bits of 2^-14 and of 2^16: where f16 becomes subnormal, and what is beyond it.
    private static final long LEAST_NORMAL = 0x38800000L;

    private static final long BEYOND = 0x47800000L;

    /// Rebias from 127 to 15, plus half of the last place less one.
    private static final long REBIAS_AND_HALF = 0xFFFFFFFFC8000FFFL;

    /// A number of f32 whose last place is that of a subnormal f16.
    private static final long HALF_ONE = 0x3F000000L;

    private final IrBuilder builder;
    private final LlvmConstants constants;
    private final LlvmType words;
    private final LlvmType singles;
    private final LlvmType halves;

    private HalfFloats(FunctionScope scope, LoopType single) {
        this.builder = scope.builder();
        this.constants = scope.module().constants();
        this.words = scope.types().value(single.with(DType.I32));
        this.singles = scope.types().value(single);
        this.halves = scope.types().value(single.with(DType.F16));
    }

    /// f16 to f32: exact.
    ///
    /// @param single f32 in the value's lanes
    static LlvmValue widened(FunctionScope scope, LoopType single, LlvmValue x) {
        return scope.module().convertsHalves()
                ? scope.builder().cast(CastOp.FPEXT, x, scope.types().value(single))
                : new HalfFloats(scope, single).widened(x);
    }

    /// f32 to f16: to nearest, ties to even; a NaN is quiet.
    ///
    /// @param single f32 in the value's lanes
    static LlvmValue rounded(FunctionScope scope, LoopType single, LlvmValue x) {
        LlvmType half = scope.types().value(single.with(DType.F16));
        return scope.module().convertsHalves()
                ? scope.builder().cast(CastOp.FPTRUNC, x, half)
                : new HalfFloats(scope, single).rounded(x);
    }

    private LlvmValue widened(LlvmValue x) {
        LlvmValue pattern = builder.cast(CastOp.ZEXT, x, words);
        LlvmValue magnitude = builder.and(pattern, word(SIGN - 1));
        LlvmValue sign = builder.shl(builder.and(pattern, word(SIGN)), word(16));
        LlvmValue shifted = builder.shl(magnitude, word(SHIFT));
        // the product brings the exponent from one bias to the other, of subnormal numbers too
        LlvmValue scaled =
                builder.fmul(
                        builder.cast(CastOp.BITCAST, shifted, singles),
                        constants.floating(singles, 0x1p112));
        LlvmValue isFinite = builder.icmp(IntPredicate.ULT, magnitude, word(INFINITY));
        LlvmValue bits =
                builder.select(
                        isFinite,
                        builder.cast(CastOp.BITCAST, scaled, words),
                        builder.or(shifted, word(SINGLE_INFINITY)));
        return builder.cast(CastOp.BITCAST, builder.or(bits, sign), singles);
    }

    private LlvmValue rounded(LlvmValue x) {
        LlvmValue pattern = builder.cast(CastOp.BITCAST, x, words);
        LlvmValue magnitude = builder.and(pattern, word(0x7FFFFFFFL));
        LlvmValue sign = builder.and(builder.binary(BinaryOp.LSHR, pattern, word(16)), word(SIGN));
        LlvmValue isNormal = builder.icmp(IntPredicate.UGE, magnitude, word(LEAST_NORMAL));
        LlvmValue isBeyond = builder.icmp(IntPredicate.UGE, magnitude, word(BEYOND));
        LlvmValue number = builder.select(isNormal, normal(magnitude), subnormal(magnitude));
        LlvmValue isNan = builder.fcmp(FloatPredicate.UNO, x, x);
        LlvmValue payload =
                builder.and(builder.binary(BinaryOp.LSHR, magnitude, word(SHIFT)), word(QUIET - 1));
        LlvmValue nan = builder.or(payload, word(INFINITY | QUIET));
        LlvmValue beyond = builder.select(isNan, nan, word(INFINITY));
        LlvmValue bits = builder.or(builder.select(isBeyond, beyond, number), sign);
        return builder.cast(CastOp.TRUNC, bits, halves);
    }

    /// A carry out of the fraction goes into the exponent, and from 65520 on makes infinity.
    private LlvmValue normal(LlvmValue magnitude) {
        LlvmValue odd = builder.and(builder.binary(BinaryOp.LSHR, magnitude, word(SHIFT)), word(1));
        LlvmValue moved = builder.add(builder.add(magnitude, word(REBIAS_AND_HALF)), odd);
        return builder.binary(BinaryOp.LSHR, moved, word(SHIFT));
    }

    private LlvmValue subnormal(LlvmValue magnitude) {
        LlvmValue sum =
                builder.fadd(
                        builder.cast(CastOp.BITCAST, magnitude, singles),
                        constants.floating(singles, 0.5));
        return builder.sub(builder.cast(CastOp.BITCAST, sum, words), word(HALF_ONE));
    }

    private LlvmValue word(long value) {
        return constants.integer(words, value);
    }
}
