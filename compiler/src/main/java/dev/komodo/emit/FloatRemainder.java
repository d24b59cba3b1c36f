package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmPhi;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

import java.util.List;

/// The exact remainder of floats with the dividend's sign (C's `fmod`), lane by lane, without a
/// library call. f32 is computed in f64, where it is exact as well.
///
/// While `|x| >= |y|`: take `y' = |y| * 2^k`, a multiple of the divisor that is not above `|x|` and
/// at least `|x| / 2^52`. The quotient `q = trunc(fl(|x| / y'))` is exact or one too large, and
/// `|x| - q * y'` is a multiple of the last place of `y'` below `y'` in magnitude, so one `fma`
/// computes it exactly; `y'` is added where it is negative. Each turn takes 50 bits off the
/// quotient; ordinary operands need one.
final class FloatRemainder {
    private static final int SIGNIFICAND_BITS = 52;
    private static final int BIAS = 1023;

    /// A turn's quotient has at most so many bits (and one more).
    private static final int TURN_BITS = 50;

    /// Takes a subnormal number to a normal one.
    private static final int SUBNORMAL_SHIFT = 54;

    private final ModuleScope module;
    private final LlvmConstants constants;
    private final IrBuilder builder;
    private final LlvmType floats;
    private final LlvmType integers;
    private final int lanes;

    private FloatRemainder(ModuleScope module, int lanes) {
        this.module = module;
        this.constants = module.constants();
        this.builder = module.module().builder();
        this.floats = module.types().value(new LoopType(DType.F64, lanes));
        this.integers = module.types().value(new LoopType(DType.I64, lanes));
        this.lanes = lanes;
    }

    static LlvmValue emit(FunctionScope scope, LoopType type, LlvmValue x, LlvmValue y) {
        int lanes = type.lanes();
        LlvmFunction remainder =
                scope.module()
                        .shared(
                                "remainder." + lanes,
                                module -> new FloatRemainder(module, lanes).define());
        IrBuilder builder = scope.builder();
        if (type.dtype() == DType.F64) {
            return builder.call(remainder, x, y);
        }
        LlvmType wide = scope.types().value(type.with(DType.F64));
        LlvmValue result =
                builder.call(
                        remainder,
                        builder.cast(CastOp.FPEXT, x, wide),
                        builder.cast(CastOp.FPEXT, y, wide));
        return builder.cast(CastOp.FPTRUNC, result, x.type());
    }

    private LlvmFunction define() {
        LlvmFunction function =
                module.define(
                        "remainder",
                        module.module().context().types().function(floats, floats, floats),
                        Linkage.INTERNAL);
        function.with(LlvmAttribute.NOINLINE, LlvmAttribute.MEMORY_NONE);
        LlvmBlock entry = function.addBlock("entry");
        LlvmBlock loop = function.addBlock("loop");
        LlvmBlock turn = function.addBlock("turn");
        LlvmBlock done = function.addBlock("done");
        LlvmValue x = function.parameter(0);
        builder.at(entry);
        LlvmValue absX = intrinsic("llvm.fabs", x);
        LlvmValue absY = intrinsic("llvm.fabs", function.parameter(1));
        LlvmValue invalid = invalid(absX, absY);
        LlvmValue start = builder.select(invalid, constants.zero(floats), absX);
        LlvmValue divisor = builder.select(invalid, constants.floating(floats, 1), absY);
        LlvmValue divisorExponent = exponent(divisor);
        builder.br(loop);
        builder.at(loop);
        LlvmPhi rest = builder.phi(floats);
        LlvmValue more = builder.fcmp(FloatPredicate.OGE, rest, divisor);
        builder.condBr(any(more), turn, done);
        builder.at(turn);
        LlvmValue next = turn(rest, divisor, divisorExponent);
        LlvmValue kept = builder.select(more, next, rest);
        builder.br(loop);
        rest.addIncoming(start, entry).addIncoming(kept, turn);
        builder.at(done);
        LlvmValue signed = intrinsic("llvm.copysign", rest, x);
        builder.ret(builder.select(invalid, constants.floating(floats, Double.NaN), signed));
        return function;
    }

    /// NaN, an infinite dividend or a zero divisor: the result is NaN.
    private LlvmValue invalid(LlvmValue absX, LlvmValue absY) {
        LlvmValue infinity = constants.floating(floats, Double.POSITIVE_INFINITY);
        LlvmValue infinite = builder.fcmp(FloatPredicate.UEQ, absX, infinity);
        LlvmValue zero = builder.fcmp(FloatPredicate.UEQ, absY, constants.zero(floats));
        return builder.or(infinite, zero);
    }

    private LlvmValue turn(LlvmValue rest, LlvmValue divisor, LlvmValue divisorExponent) {
        LlvmValue distance = builder.sub(exponent(rest), divisorExponent);
        LlvmValue scale = builder.sub(distance, integer(TURN_BITS));
        LlvmValue shift =
                intrinsic(
                        "llvm.smin",
                        intrinsic("llvm.smax", scale, constants.zero(integers)),
                        integer(2L * BIAS));
        LlvmValue half = builder.binary(BinaryOp.LSHR, shift, integer(1));
        LlvmValue scaled =
                builder.fmul(
                        builder.fmul(divisor, powerOfTwo(half)),
                        powerOfTwo(builder.sub(shift, half)));
        LlvmValue quotient = intrinsic("llvm.trunc", builder.fdiv(rest, scaled));
        LlvmValue difference = fma(builder.fneg(quotient), scaled, rest);
        LlvmValue negative = builder.fcmp(FloatPredicate.OLT, difference, constants.zero(floats));
        return builder.select(negative, builder.fadd(difference, scaled), difference);
    }

    private LlvmValue fma(LlvmValue a, LlvmValue b, LlvmValue c) {
        return module.fuses()
                ? intrinsic("llvm.fma", a, b, c)
                : EmulatedFma.emit(module, builder, new LoopType(DType.F64, lanes), a, b, c);
    }

    /// `floor(log2(v))` of a positive number; far below any for zero.
    private LlvmValue exponent(LlvmValue v) {
        LlvmValue least = constants.floating(floats, Double.MIN_NORMAL);
        LlvmValue subnormal = builder.fcmp(FloatPredicate.OLT, v, least);
        LlvmValue factor = constants.floating(floats, Math.scalb(1.0, SUBNORMAL_SHIFT));
        LlvmValue normal = builder.select(subnormal, builder.fmul(v, factor), v);
        LlvmValue field =
                builder.binary(
                        BinaryOp.LSHR,
                        builder.cast(CastOp.BITCAST, normal, integers),
                        integer(SIGNIFICAND_BITS));
        LlvmValue bias = builder.select(subnormal, integer(BIAS + SUBNORMAL_SHIFT), integer(BIAS));
        return builder.sub(field, bias);
    }

    /// `2^k` for `k` in [0, 1023].
    private LlvmValue powerOfTwo(LlvmValue k) {
        LlvmValue field = builder.add(k, integer(BIAS));
        LlvmValue bits = builder.shl(field, integer(SIGNIFICAND_BITS));
        return builder.cast(CastOp.BITCAST, bits, floats);
    }

    private LlvmValue any(LlvmValue mask) {
        return lanes == 1
                ? mask
                : builder.intrinsic("llvm.vector.reduce.or", List.of(mask.type()), mask);
    }

    private LlvmValue integer(long value) {
        return constants.integer(integers, value);
    }

    private LlvmValue intrinsic(String name, LlvmValue... operands) {
        return builder.intrinsic(name, List.of(operands[0].type()), operands);
    }
}
