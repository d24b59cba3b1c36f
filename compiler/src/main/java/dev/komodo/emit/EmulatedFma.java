package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

import java.util.List;

/// `a * b + c`, rounded once, for processors that have no such instruction: right for all operands,
/// and slow. f32 is computed in f64, which holds the product.
///
/// f64: the operands are brought near 1, where products split without loss, then three sums without
/// loss (Knuth) leave `v + t`, of which `t` is rounded to odd, so that the sum of both rounds once.
/// `c` is kept within 2^60 of the product, and above 2^-120 of it: beyond, only its sign counts, or
/// the product's. A subnormal result is rounded where its last place is: with the smallest normal
/// number of its sign added.
///
/// source: S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms
/// using rounding to odd", IEEE Trans. Computers 57(4), 2008, figure 5; the product: T. J. Dekker,
/// "A floating-point technique for extending the available precision", Numer. Math. 18, 1971.
final class EmulatedFma {
    private static final int FRACTION_BITS = 52;
    private static final int BIAS = 1023;
    private static final int LEAST_EXPONENT = -1022;
    private static final long FIELD = 0x7FFL;

    /// Takes a subnormal number to a normal one.
    private static final int SUBNORMAL_SHIFT = 54;

    /// Dekker's constant: halves a fraction of 53 bits.
    private static final double SPLITTER = 0x1p27 + 1;

    private static final long HIGHEST = 60;
    private static final long LOWEST = -120;

    private final IrBuilder builder;
    private final LlvmConstants constants;
    private final LlvmType floats;
    private final LlvmType integers;

    private EmulatedFma(ModuleScope module, int lanes) {
        this.builder = module.module().builder();
        this.constants = module.constants();
        this.floats = module.types().value(new LoopType(DType.F64, lanes));
        this.integers = module.types().value(new LoopType(DType.I64, lanes));
    }

    /// Calls the emulation.
    ///
    /// @param type f32 or f64, of the operands
    static LlvmValue emit(
            ModuleScope scope, IrBuilder at, LoopType type, LlvmValue a, LlvmValue b, LlvmValue c) {
        boolean isSingle = type.dtype() == DType.F32;
        LlvmFunction function =
                scope.shared(
                        "fma." + type,
                        module -> new EmulatedFma(module, type.lanes()).define(module, isSingle));
        return at.call(function, a, b, c);
    }

    private LlvmFunction define(ModuleScope module, boolean isSingle) {
        LlvmType type =
                isSingle
                        ? module.types().lanes(module.types().element(DType.F32), lanes())
                        : floats;
        LlvmFunction function =
                module.define(
                        "fma",
                        module.module().context().types().function(type, type, type, type),
                        Linkage.INTERNAL);
        function.with(LlvmAttribute.NOINLINE, LlvmAttribute.MEMORY_NONE);
        builder.at(function.addBlock("entry"));
        LlvmValue a = function.parameter(0);
        LlvmValue b = function.parameter(1);
        LlvmValue c = function.parameter(2);
        builder.ret(isSingle ? single(type, a, b, c) : twofold(a, b, c));
        return function;
    }

    private int lanes() {
        return floats.isVector() ? floats.lanes() : 1;
    }

    private LlvmValue single(LlvmType type, LlvmValue a, LlvmValue b, LlvmValue c) {
        LlvmValue product = builder.fmul(wide(a), wide(b));
        return builder.cast(CastOp.FPTRUNC, roundedToOdd(product, wide(c)), type);
    }

    private LlvmValue wide(LlvmValue x) {
        return builder.cast(CastOp.FPEXT, x, floats);
    }

    private LlvmValue twofold(LlvmValue a, LlvmValue b, LlvmValue c) {
        LlvmValue plain = plain(a, b, c);
        LlvmValue isOrdinary =
                builder.and(isOrdinary(a), builder.and(isOrdinary(b), isOrdinary(c)));
        Scaled first = scaled(a);
        Scaled second = scaled(b);
        Scaled third = scaled(c);
        LlvmValue exponent = builder.add(first.exponent, second.exponent);
        LlvmValue distance = builder.sub(third.exponent, exponent);
        LlvmValue held = between(distance, LOWEST, HIGHEST);
        LlvmValue beyond = builder.sub(atLeast(distance, HIGHEST), integer(HIGHEST));
        LlvmValue term = builder.fmul(third.fraction, powerOfTwo(held));
        LlvmValue result =
                sum(product(first.fraction, second.fraction), term, builder.add(exponent, beyond));
        return builder.select(isOrdinary, result, plain);
    }

    /// Where an operand is zero or no finite number. A product of finite numbers is finite and of
    /// its sign, though its rounded value may be infinite or zero.
    private LlvmValue plain(LlvmValue a, LlvmValue b, LlvmValue c) {
        LlvmValue product = builder.fmul(a, b);
        LlvmValue isEndless =
                builder.and(builder.and(isFinite(a), isFinite(b)), builder.not(isFinite(c)));
        LlvmValue isProduct =
                builder.and(builder.and(isNotZero(a), isNotZero(b)), builder.not(isNotZero(c)));
        LlvmValue sum = builder.select(isEndless, c, builder.fadd(product, c));
        return builder.select(isProduct, product, sum);
    }

    /// A number as `fraction * 2^exponent`, the fraction in [1, 2), with the number's sign.
    private record Scaled(LlvmValue fraction, LlvmValue exponent) {}

    /// Two numbers whose sum is meant, the second below the last place of the first.
    private record Pair(LlvmValue high, LlvmValue low) {}

    private Scaled scaled(LlvmValue x) {
        LlvmValue isSubnormal = builder.fcmp(FloatPredicate.OLT, abs(x), number(Double.MIN_NORMAL));
        LlvmValue normal =
                builder.select(
                        isSubnormal, builder.fmul(x, number(Math.scalb(1.0, SUBNORMAL_SHIFT))), x);
        LlvmValue bits = bits(normal);
        LlvmValue field =
                builder.and(
                        builder.binary(BinaryOp.LSHR, bits, integer(FRACTION_BITS)),
                        integer(FIELD));
        LlvmValue bias =
                builder.select(isSubnormal, integer(BIAS + SUBNORMAL_SHIFT), integer(BIAS));
        LlvmValue signAndFraction = builder.and(bits, integer(~(FIELD << FRACTION_BITS)));
        LlvmValue fraction = builder.or(signAndFraction, integer((long) BIAS << FRACTION_BITS));
        return new Scaled(builder.cast(CastOp.BITCAST, fraction, floats), builder.sub(field, bias));
    }

    /// Finite, and not zero.
    private LlvmValue isOrdinary(LlvmValue x) {
        return builder.and(isNotZero(x), isFinite(x));
    }

    private LlvmValue isNotZero(LlvmValue x) {
        return builder.fcmp(FloatPredicate.UNE, x, number(0));
    }

    private LlvmValue isFinite(LlvmValue x) {
        return builder.fcmp(FloatPredicate.OLT, abs(x), number(Double.POSITIVE_INFINITY));
    }

    private Pair product(LlvmValue a, LlvmValue b) {
        LlvmValue high = builder.fmul(a, b);
        Pair left = split(a);
        Pair right = split(b);
        LlvmValue rest = builder.fsub(builder.fmul(left.high, right.high), high);
        rest = builder.fadd(rest, builder.fmul(left.high, right.low));
        rest = builder.fadd(rest, builder.fmul(left.low, right.high));
        return new Pair(high, builder.fadd(rest, builder.fmul(left.low, right.low)));
    }

    private Pair split(LlvmValue x) {
        LlvmValue far = builder.fmul(x, number(SPLITTER));
        LlvmValue high = builder.fsub(far, builder.fsub(far, x));
        return new Pair(high, builder.fsub(x, high));
    }

    private Pair exactSum(LlvmValue a, LlvmValue b) {
        LlvmValue sum = builder.fadd(a, b);
        LlvmValue second = builder.fsub(sum, a);
        LlvmValue first = builder.fsub(sum, second);
        return new Pair(sum, builder.fadd(builder.fsub(a, first), builder.fsub(b, second)));
    }

    /// `a + b`, or, where that is not a number of the format, the neighbour whose last bit is set.
    private LlvmValue roundedToOdd(LlvmValue a, LlvmValue b) {
        Pair sum = exactSum(a, b);
        LlvmValue pattern = bits(sum.high);
        LlvmValue isEven =
                builder.icmp(IntPredicate.EQ, builder.and(pattern, integer(1)), integer(0));
        LlvmValue isInexact = builder.fcmp(FloatPredicate.ONE, sum.low, number(0));
        LlvmValue outwards =
                builder.icmp(
                        IntPredicate.SGE,
                        builder.binary(BinaryOp.XOR, bits(sum.low), pattern),
                        integer(0));
        LlvmValue step = builder.select(outwards, integer(1), integer(-1));
        LlvmValue moved =
                builder.select(builder.and(isEven, isInexact), builder.add(pattern, step), pattern);
        return builder.cast(CastOp.BITCAST, moved, floats);
    }

    /// `(product + term) * 2^exponent`, rounded once.
    private LlvmValue sum(Pair product, LlvmValue term, LlvmValue exponent) {
        Pair lower = exactSum(term, product.low);
        Pair upper = exactSum(product.high, lower.high);
        LlvmValue rest = roundedToOdd(lower.low, upper.low);
        LlvmValue normal = builder.fadd(upper.high, rest);
        // 2^-1022 on the scale of the sum; far below and far above it no sum is in doubt
        LlvmValue least =
                powerOfTwo(builder.sub(integer(LEAST_EXPONENT), between(exponent, -1200, -722)));
        LlvmValue isSubnormal = builder.fcmp(FloatPredicate.OLT, abs(normal), least);
        LlvmValue anchor = withSign(least, normal);
        Pair anchored = exactSum(anchor, upper.high);
        LlvmValue rounded =
                builder.fsub(builder.fadd(anchored.high, roundedToOdd(anchored.low, rest)), anchor);
        LlvmValue result = builder.select(isSubnormal, withSign(rounded, normal), normal);
        return timesPowerOfTwo(result, exponent);
    }

    private LlvmValue withSign(LlvmValue magnitude, LlvmValue sign) {
        return builder.intrinsic("llvm.copysign", List.of(floats), magnitude, sign);
    }

    /// In two steps, of which only the second may leave the range.
    private LlvmValue timesPowerOfTwo(LlvmValue x, LlvmValue exponent) {
        LlvmValue held = between(exponent, -1200, 1300);
        LlvmValue half = builder.binary(BinaryOp.ASHR, held, integer(1));
        LlvmValue scaled = builder.fmul(x, powerOfTwo(half));
        return builder.fmul(scaled, powerOfTwo(builder.sub(held, half)));
    }

    /// `2^k` for `k` in [-1022, 1023].
    private LlvmValue powerOfTwo(LlvmValue k) {
        LlvmValue field = builder.add(k, integer(BIAS));
        return builder.cast(CastOp.BITCAST, builder.shl(field, integer(FRACTION_BITS)), floats);
    }

    private LlvmValue between(LlvmValue x, long least, long most) {
        return builder.intrinsic("llvm.smin", List.of(integers), atLeast(x, least), integer(most));
    }

    private LlvmValue atLeast(LlvmValue x, long least) {
        return builder.intrinsic("llvm.smax", List.of(integers), x, integer(least));
    }

    private LlvmValue abs(LlvmValue x) {
        return builder.intrinsic("llvm.fabs", List.of(floats), x);
    }

    private LlvmValue bits(LlvmValue x) {
        return builder.cast(CastOp.BITCAST, x, integers);
    }

    private LlvmValue integer(long value) {
        return constants.integer(integers, value);
    }

    private LlvmValue number(double value) {
        return constants.floating(floats, value);
    }
}
