package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// `log(u + c) = high + low` for a normal positive u and a correction c far below u.
///
/// `u = 2^e m` with m in [sqrt(1/2), sqrt 2); `f = m - 1` exactly; then `log = e ln 2 + f - f^2/2 +
/// f^3 P(f)`, where `e ln 2 + f` keeps what its rounding loses.
///
/// @param high the larger part
/// @param low the rest, unrounded sums of less than a fifth of high near 1 and of far less
///   elsewhere
record Logarithm(Expr high, Expr low) {
    private static final double LN2_F32 = 0x1.62e43p-1;
    private static final double LN2_HIGH_F64 = 0x1.62e42fefa39efp-1;
    private static final double LN2_LOW_F64 = 0x1.abc9e3b39803fp-56;

    /// `(log(1 + f) - f + f^2/2) / f^3` on [sqrt(1/2) - 1, sqrt 2 - 1], error 2^-30.3 relative to
    /// log(1 + f), after the term -1/2 of the series.
    private static final List<Double> SERIES_F32 =
            List.of(
                    -0.5,
                    0x1.555548p-2,
                    -0x1.000006p-2,
                    0x1.99a4bcp-3,
                    -0x1.555c5ap-3,
                    0x1.2336e4p-3,
                    -0x1.fc1f6cp-4,
                    0x1.e6f606p-4,
                    -0x1.de4f9ep-4,
                    0x1.14631p-4);

    /// The same, error 2^-59.3.
    private static final List<Double> SERIES_F64 =
            List.of(
                    -0.5,
                    0x1.555555555556bp-2,
                    -0x1.ffffffffffe7ap-3,
                    0x1.9999999994d53p-3,
                    -0x1.555555556b2a8p-3,
                    0x1.2492492760f9ap-3,
                    -0x1.fffffff3a52bdp-4,
                    0x1.c71c702c52f7cp-4,
                    -0x1.99999a9ee29aap-4,
                    0x1.745d590e50f4bp-4,
                    -0x1.5555772e89ac2p-4,
                    0x1.3b0d743491a48p-4,
                    -0x1.24893f4267ce0p-4,
                    0x1.116a2df521a04p-4,
                    -0x1.00d05a00ee1fdp-4,
                    0x1.dc9680affd244p-5,
                    -0x1.b4549087611a8p-5,
                    0x1.bba71dfa70f75p-5,
                    -0x1.011374e5e3d3ap-4,
                    0x1.d2dae8f15b563p-5,
                    -0x1.8de33c2618d67p-6);

    /// A float taken apart as `2^exponent * (1 + fraction)`.
    ///
    /// @param exponent as a float
    /// @param scale `2^-exponent`, meaningless beyond the largest normal inverse
    /// @param fraction in [sqrt(1/2) - 1, sqrt 2 - 1], exact
    record Parts(Expr exponent, Expr scale, Expr fraction) {}

    /// Takes a positive float apart, subnormals too; anything else gives finite garbage. The scale
    /// is that of the lifted operand.
    static Parts parts(Formula f, Expr x) {
        Expr isSubnormal = f.less(x, f.number(f.pick(Float.MIN_NORMAL, Double.MIN_NORMAL)));
        double lift = f.pick(0x1p23, 0x1p52);
        Expr normal = f.select(isSubnormal, Expressions.multiply(x, f.number(lift)), x);
        Expr offset = f.select(isSubnormal, f.number(-f.fractionBits()), f.number(0));
        return parts(f, normal, offset);
    }

    /// Takes a positive normal float apart; anything else gives finite garbage.
    ///
    /// @param exponentOffset is added to the exponent
    static Parts parts(Formula f, Expr u, Expr exponentOffset) {
        long root = f.bitsOf(Math.sqrt(0.5));
        long one = f.bitsOf(1);
        Expr offset = f.integer(BinaryKind.SUBTRACT, f.bits(u), root);
        long fractionMask = (1L << f.fractionBits()) - 1;
        Expr fractionOffset = f.integer(BinaryKind.AND, offset, fractionMask);
        Expr mantissa = f.fromBits(f.integer(BinaryKind.ADD, fractionOffset, root));
        Expr power =
                f.let("power", Expressions.binary(BinaryKind.SUBTRACT, offset, fractionOffset));
        Expr scale =
                Expressions.bitcast(
                        Expressions.binary(BinaryKind.SUBTRACT, f.integer(one), power),
                        f.type().dtype());
        return new Parts(
                f.add(exponent(f, power), exponentOffset),
                scale,
                f.subtract(mantissa, f.number(1)));
    }

    /// The exponent as a float. For f64 by adding a number whose last bit is 1: there is no vector
    /// instruction from i64 before AVX-512.
    private static Expr exponent(Formula f, Expr power) {
        if (f.isSingle()) {
            Expr exponent = f.integer(BinaryKind.SHIFT_RIGHT, power, f.fractionBits());
            return f.let("exponent", Expressions.cast(exponent, f.type().dtype()));
        }
        double magic = 0x1.8p52;
        long lift = 1L << 12;
        Expr lifted = f.integer(BinaryKind.ADD, power, lift << 51);
        Expr exponent = f.integer(BinaryKind.SHIFT_RIGHT_LOGICAL, lifted, f.fractionBits());
        Expr sum = f.integer(BinaryKind.ADD, exponent, f.bitsOf(magic) - (lift >> 1));
        return f.subtract(f.fromBits(sum), f.number(magic));
    }

    /// The logarithm of `2^exponent * (1 + fraction)`.
    ///
    /// @param fraction its low part is below half an ULP of 1 + fraction, or the constant 0
    static Logarithm of(Formula f, Parts parts, DoubleWord fraction) {
        Expr high = fraction.high();
        Expr square = f.multiply(high, high);
        Expr series =
                f.isSingle()
                        ? f.polynomial(SERIES_F32, high)
                        : f.polynomialByParity(SERIES_F64, high, square);
        double ln2 = f.pick(LN2_F32, LN2_HIGH_F64);
        Expr sum = f.fma(parts.exponent(), f.number(ln2), high);
        Expr lost = f.add(f.fma(parts.exponent(), f.number(ln2), f.negate(sum)), high);
        Expr low = f.fma(square, series, lost);
        if (!f.isSingle()) {
            low = f.fma(parts.exponent(), f.number(LN2_LOW_F64), low);
        }
        boolean isExact = fraction.low() instanceof Expr.Constant;
        return new Logarithm(
                sum, isExact ? low : f.add(low, f.fnma(fraction.low(), high, fraction.low())));
    }

    /// The logarithm to another base, `e log 2 + g (1 - f / 2 + f^2 S(f))` with `g = f / ln base`.
    /// The first two terms keep what they lose, for near m = sqrt 2 the sum lies a binade below g.
    static Logarithm ofBase(Formula f, Parts parts, LogarithmBase base) {
        Expr fraction = parts.fraction();
        Expr square = f.multiply(fraction, fraction);
        Expr series =
                f.isSingle()
                        ? f.polynomial(SERIES_F32.subList(1, SERIES_F32.size()), fraction)
                        : f.polynomialByParity(
                                SERIES_F64.subList(1, SERIES_F64.size()), fraction, square);
        DoubleWord linear = f.twoProduct(fraction, f.number(base.inverseHigh()));
        Expr linearLow = f.fma(fraction, f.number(base.inverseLow()), linear.low());
        Expr half = f.multiply(fraction, f.number(-0.5));
        DoubleWord quadratic = f.twoProduct(linear.high(), half);
        Expr cubic = f.fma(f.multiply(square, linear.high()), series, quadratic.low());
        Expr rest = f.add(f.fma(linearLow, half, linearLow), cubic);
        Expr whole = f.multiply(parts.exponent(), f.number(base.ofTwoHigh()));
        DoubleWord first = f.fastTwoSum(whole, linear.high());
        DoubleWord second = f.fastTwoSum(first.high(), quadratic.high());
        Expr low = f.fma(parts.exponent(), f.number(base.ofTwoLow()), rest);
        return new Logarithm(second.high(), f.add(second.low(), f.add(first.low(), low)));
    }
}
