package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// `exp(x) = 2^power (1 + r + tail)`, taken apart: each function that contains an exponential joins
/// the parts in the order that keeps its own error small.
///
/// Cody and Waite's reduction: `power = round(x log2 e)` by adding and subtracting a number whose
/// last bit is 1, `r = x - power ln 2` with ln 2 in two parts; |r| <= ln 2 / 2. With an `fma` the
/// first subtraction is exact.
///
/// @param r the reduced argument, rounded
/// @param rLow what rounding r lost
/// @param square `r^2`
/// @param series `(exp(r) - 1 - r) / r^2`
/// @param power a whole number
/// @param biasedPower `power + 2 bias` as an integer, positive
record Exponential(Expr r, Expr rLow, Expr square, Expr series, Expr power, Expr biasedPower) {
    static final double LOG2_E = 0x1.71547652b82fep0;
    static final double LN2_HIGH_F32 = 0x1.62e43p-1;
    static final double LN2_LOW_F32 = -0x1.05c61p-29;
    private static final double LN2_HIGH_F64 = 0x1.62e42fefa39efp-1;
    private static final double LN2_LOW_F64 = 0x1.abc9e3b39803fp-56;

    /// `(exp(r) - 1 - r) / r^2` on |r| <= 0.3476, error 2^-34.1 relative to exp(r).
    private static final List<Double> TAIL_F32 =
            List.of(
                    0x1p-1,
                    0x1.555554p-3,
                    0x1.55548cp-5,
                    0x1.111274p-7,
                    0x1.6d8f16p-10,
                    0x1.9f06f2p-13);

    /// The same, error 2^-64.0.
    private static final List<Double> TAIL_F64 =
            List.of(
                    0x1p-1,
                    0x1.555555555555cp-3,
                    0x1.5555555555501p-5,
                    0x1.111111110eb8bp-7,
                    0x1.6c16c16c30db9p-10,
                    0x1.a01a01b3d1769p-13,
                    0x1.a01a0134ca867p-16,
                    0x1.71ddef4cdd705p-19,
                    0x1.27e5b65362d3dp-22,
                    0x1.af6d5f8a33d3ep-26,
                    0x1.1e3c38214b5e6p-29);

    /// Takes exp(x) apart.
    ///
    /// @param x between -2 and 2 times the largest exponent, or NaN: the caller clamps it, or does
    ///   not use the result elsewhere
    static Exponential of(Formula f, Expr x) {
        double magic = f.pick(0x1.8p23, 0x1.8p52);
        Expr shifted = f.fma(x, f.number(LOG2_E), f.number(magic));
        Expr power = f.subtract(shifted, f.number(magic));
        Expr biased =
                f.integer(BinaryKind.SUBTRACT, f.bits(shifted), f.bitsOf(magic) - 2L * f.bias());
        Expr high = f.fma(power, f.number(-f.pick(LN2_HIGH_F32, LN2_HIGH_F64)), x);
        Expr lowPart = f.number(-f.pick(LN2_LOW_F32, LN2_LOW_F64));
        Expr r = f.fma(power, lowPart, high);
        Expr rLow = Expressions.fma(power, lowPart, Expressions.subtract(high, r));
        Expr series = f.polynomial(f.isSingle() ? TAIL_F32 : TAIL_F64, r);
        return new Exponential(r, rLow, f.multiply(r, r), series, power, biased);
    }

    /// `exp(r) - 1 - r`, below 0.07, and a small term.
    Expr tailPlus(Formula f, Expr term) {
        return f.fma(square, series, term);
    }

    /// `exp(r)` in one float. For f32 every operand of the exponential was tried, and rounding `r +
    /// tail` is affordable; for f64, where that can't be done, `1 + r` keeps what it loses.
    Expr mantissa(Formula f) {
        return f.isSingle() ? f.add(f.number(1), tailPlus(f, r)) : mantissaLess(f, f.number(0));
    }

    /// `exp(r - low)` in one float, for a low of about x's rounding error: `exp(r) low` is taken as
    /// `low`.
    Expr mantissaLess(Formula f, Expr low) {
        DoubleWord sum = f.fastTwoSum(f.number(1), r);
        Expr rest = low instanceof Expr.Constant ? sum.low() : f.subtract(sum.low(), low);
        return f.add(sum.high(), tailPlus(f, rest));
    }

    /// `exp(r)` to about twice the precision of r's rounding.
    DoubleWord preciseMantissa(Formula f) {
        DoubleWord sum = f.fastTwoSum(f.number(1), r);
        return f.fastTwoSum(sum.high(), f.add(sum.low(), tailPlus(f, rLow)));
    }

    /// `value * 2^power` for a value near 1, rounded once however small or large the result is: the
    /// power is applied in two halves, of which only the second can leave the normal range.
    static Expr scale(Formula f, Expr value, Expr biasedPower) {
        Expr half = f.integer(BinaryKind.SHIFT_RIGHT_LOGICAL, biasedPower, 1);
        Expr rest = f.let("rest", Expressions.binary(BinaryKind.SUBTRACT, biasedPower, half));
        Expr first = powerOfTwo(f, half);
        return f.multiply(f.multiply(value, first), powerOfTwo(f, rest));
    }

    /// `2^power` for a power within the normal range, from its biased exponent.
    static Expr powerOfTwo(Formula f, Expr biasedExponent) {
        return f.fromBits(f.integer(BinaryKind.SHIFT_LEFT, biasedExponent, f.fractionBits()));
    }

    /// `2^(power + offset)`, where power + offset lies in the normal range.
    Expr powerOfTwo(Formula f, int offset) {
        return powerOfTwo(f, f.integer(BinaryKind.SUBTRACT, biasedPower, (long) f.bias() - offset));
    }

    /// `2^power` for powers up to 0, held where the exponential vanishes beside 1.
    Expr visiblePower(Formula f) {
        Expr exponent = f.integer(BinaryKind.SUBTRACT, biasedPower, f.bias());
        Expr lowest = f.integer((long) (f.bias() - f.pick(100, 200)));
        Expr isBelow = Expressions.less(exponent, lowest);
        return powerOfTwo(f, f.let("held", Expressions.select(isBelow, lowest, exponent)));
    }
}
