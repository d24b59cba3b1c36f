package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// Floats to the power of floats, as IEEE 754 `pow`: `|a|^b = exp(b log |a|)`, then signs and
/// special cases. f32 is computed in f64; f64 with a logarithm of about 66 bits.
final class Powers {
    /// `log2(1 + x) / x` on [sqrt(1/2) - 1, sqrt 2 - 1], error 2^-35.8 relative.
    private static final List<Double> LOG2 =
            List.of(
                    0x1.71547652a1e94p0,
                    -0x1.715476565d22cp-1,
                    0x1.ec709ebb93957p-2,
                    -0x1.71547097a18f8p-2,
                    0x1.277651fc740d8p-2,
                    -0x1.ec72b59a1325ap-3,
                    0x1.a63f4461d744ap-3,
                    -0x1.7141707300eefp-3,
                    0x1.45291837ba6aep-3,
                    -0x1.252f3b4317cd6p-3,
                    0x1.2871ef9dcb460p-3,
                    -0x1.2488ef22cb2f1p-3,
                    0x1.3ce882f014314p-4);

    /// `2^x` on |x| <= 1/2, error 2^-34.5 relative.
    private static final List<Double> EXP2 =
            List.of(
                    0x1.ffffffffaa692p-1,
                    0x1.62e42ff11c63ep-1,
                    0x1.ebfbe0a6cf3dcp-3,
                    0x1.c6b08aa6417eap-5,
                    0x1.3b29da80b4f3ap-7,
                    0x1.5d8a75e237e75p-10,
                    0x1.446b89b4af09ep-13,
                    0x1.fe15795cdece4p-17);

    /// `(atanh(s) / s - 1 - s^2 / 3 - s^4 / 5) / s^6` in s^2 on |s| <= 0.1717, error 2^-72.8 of
    /// atanh(s) / s.
    private static final List<Double> ATANH =
            List.of(
                    0x1.24924924927d5p-3,
                    0x1.c71c71c6587f7p-4,
                    0x1.745d17d85b1efp-4,
                    0x1.3b1377e608c86p-4,
                    0x1.111ddb9a3fe43p-4,
                    0x1.de9c3d98d0579p-5,
                    0x1.e7f41b7bc91b4p-5);

    private static final double THIRD_HIGH = 0x1.5555555555555p-2;
    private static final double THIRD_LOW = 0x1.5555555555555p-56;
    private static final double LN2_SHORT = 0x1.62e42fefa38p-1;
    private static final double LN2_REST = 0x1.ef35793c7673p-45;
    private static final double MAGIC = 0x1.8p52;

    private Powers() {}

    /// f32: 2 to the power of b log2 |a|, in f64, rounded once.
    static Expr single(BlockBuilder block, Expr a, Expr b) {
        Formula f = new Formula(block, a.type());
        Formula wide = new Formula(block, a.type().with(DType.F64));
        Expr base = wide.let("base", Expressions.cast(f.abs(a), DType.F64));
        Logarithm.Parts parts = Logarithm.parts(wide, base, wide.number(0));
        Expr series = wide.polynomial(LOG2, parts.fraction());
        Expr logarithm = atEnds(wide, base, wide.fma(parts.fraction(), series, parts.exponent()));
        Expr product = wide.multiply(Expressions.cast(b, DType.F64), logarithm);
        Expr bounded = wide.atLeast(wide.atMost(product, 160), -160);
        Expr shifted = wide.add(bounded, wide.number(MAGIC));
        Expr rest = wide.subtract(bounded, wide.subtract(shifted, wide.number(MAGIC)));
        Expr exponent =
                wide.integer(
                        BinaryKind.SUBTRACT, wide.bits(shifted), wide.bitsOf(MAGIC) - wide.bias());
        Expr power =
                wide.multiply(wide.polynomial(EXP2, rest), Exponential.powerOfTwo(wide, exponent));
        return finish(f, a, b, f.let("power", Expressions.cast(power, DType.F32)));
    }

    /// f64: the logarithm and the product in double words.
    static Expr twofold(BlockBuilder block, Expr a, Expr b) {
        Formula f = new Formula(block, a.type());
        Expr base = f.abs(a);
        DoubleWord logarithm = logarithm(f, base);
        Expr high = atEnds(f, base, logarithm.high());
        Expr product = f.multiply(b, high);
        Expr lost = f.fma(b, logarithm.low(), f.fma(b, high, f.negate(product)));
        Expr isFinite = f.less(f.abs(product), f.number(1100));
        Expr low = f.select(isFinite, lost, f.number(0));
        Expr bounded = f.atLeast(f.atMost(product, 710), -746);
        Exponential exponential = Exponential.of(f, bounded);
        DoubleWord sum = f.fastTwoSum(f.number(1), exponential.r());
        Expr tail = f.add(sum.low(), exponential.tailPlus(f, exponential.rLow()));
        Expr mantissa = f.add(sum.high(), f.fma(low, f.add(sum.high(), tail), tail));
        return finish(f, a, b, Exponential.scale(f, mantissa, exponential.biasedPower()));
    }

    /// `log x = e ln 2 + 2 atanh(s)`, `s = f / (2 + f)`, to about 2^-66 relative.
    static DoubleWord logarithm(Formula f, Expr x) {
        Expr isSubnormal = f.less(x, f.number(Double.MIN_NORMAL));
        Expr normal = f.select(isSubnormal, Expressions.multiply(x, f.number(0x1p52)), x);
        Expr offset = f.select(isSubnormal, f.number(-52), f.number(0));
        Logarithm.Parts parts = Logarithm.parts(f, normal, offset);
        DoubleWord half = atanh(f, ratio(f, parts.fraction()));
        DoubleWord large =
                f.fastTwoSum(
                        f.multiply(parts.exponent(), f.number(LN2_SHORT)),
                        f.add(half.high(), half.high()));
        Expr low = f.add(f.add(half.low(), half.low()), large.low());
        return f.fastTwoSum(large.high(), f.fma(parts.exponent(), f.number(LN2_REST), low));
    }

    /// `x / (2 + x)`.
    private static DoubleWord ratio(Formula f, Expr x) {
        DoubleWord sum = f.fastTwoSum(f.number(2), x);
        Expr inverse = f.divide(f.number(1), sum.high());
        Expr high = f.multiply(x, inverse);
        Expr rest = f.fnma(high, sum.low(), f.fnma(high, sum.high(), x));
        return new DoubleWord(high, f.multiply(rest, inverse));
    }

    /// `s + s z (1/3 + z (1/5 + z T(z)))`, `z = s^2`, the outer sums and products in double words.
    private static DoubleWord atanh(Formula f, DoubleWord s) {
        DoubleWord z = DoubleWord.product(f, s, s);
        Expr inner = f.fma(z.high(), f.polynomial(ATANH, z.high()), f.number(0.2));
        DoubleWord product = f.twoProduct(z.high(), inner);
        DoubleWord sum = f.fastTwoSum(f.number(THIRD_HIGH), product.high());
        Expr rest = f.fma(z.low(), inner, f.add(product.low(), f.number(THIRD_LOW)));
        DoubleWord third = new DoubleWord(sum.high(), f.add(sum.low(), rest));
        DoubleWord cubic = DoubleWord.product(f, s, DoubleWord.product(f, z, third));
        DoubleWord total = f.fastTwoSum(s.high(), cubic.high());
        return new DoubleWord(total.high(), f.add(total.low(), f.add(s.low(), cubic.low())));
    }

    /// Logarithms of 0, of infinity and of NaN.
    private static Expr atEnds(Formula f, Expr base, Expr logarithm) {
        Expr above =
                f.select(
                        Expressions.less(base, f.number(Double.POSITIVE_INFINITY)),
                        logarithm,
                        base);
        return f.select(
                Expressions.equal(base, f.number(0)), f.number(Double.NEGATIVE_INFINITY), above);
    }

    /// Signs and special cases: an odd integer b takes a's sign; a negative finite a with a b that
    /// is no integer gives NaN; (+-1)^(+-inf), 1^b and a^0 are 1, NaN or not.
    private static Expr finish(Formula f, Expr a, Expr b, Expr magnitude) {
        Expr one = f.number(1);
        Expr zero = f.number(0);
        Expr isInteger = f.equal(Expressions.unary(UnaryKind.TRUNCATE, b), b);
        Expr half = f.multiply(b, f.number(0.5));
        Expr isOdd =
                Expressions.and(
                        isInteger, f.notEqual(Expressions.unary(UnaryKind.TRUNCATE, half), half));
        Expr isUnit = Expressions.and(f.equal(f.abs(a), one), SimpleFormulas.isInfinite(b));
        Expr size = f.select(isUnit, one, magnitude);
        Expr signed = f.select(isOdd, f.xorSign(size, a), size);
        Expr isNegative =
                Expressions.and(
                        Expressions.less(a, zero),
                        Expressions.less(f.number(Double.NEGATIVE_INFINITY), a));
        Expr isInvalid = Expressions.and(isNegative, Expressions.unary(UnaryKind.NOT, isInteger));
        Expr valid = f.select(isInvalid, f.number(Double.NaN), signed);
        Expr isOne = Expressions.or(Expressions.equal(b, zero), Expressions.equal(a, one));
        return f.select(isOne, one, valid);
    }
}
