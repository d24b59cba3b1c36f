package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;

/// Hyperbolic sine and cosine, from one exponential `2^p m` of the magnitude, and beyond [#isLarge]
/// from it alone: `2^(p-1) m`, which overflows where the result does.
final class Hyperbolics {
    private Hyperbolics() {}

    /// `sinh |x| = h + h / (2 h + 1)` with `h = (exp |x| - 1) / 2`; a tiny x is its own.
    static Expr sinh(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), f.pick(90, 711));
        Exponential exponential = Exponential.of(f, magnitude);
        DoubleWord parts = Exponentials.halfExpm1(f, exponential);
        DoubleWord half = f.fastTwoSum(parts.high(), parts.low());
        Expr twice = f.add(half.high(), half.high());
        DoubleWord sum = f.twoSum(f.number(1), twice);
        Expr low = f.add(sum.low(), f.add(half.low(), half.low()));
        DoubleWord ratio = DoubleWord.quotient(f, half, new DoubleWord(sum.high(), low));
        DoubleWord total = f.fastTwoSum(half.high(), ratio.high());
        Expr rest = f.add(total.low(), f.add(half.low(), ratio.low()));
        Expr small = f.add(total.high(), rest);
        Expr value = f.select(isLarge(f, magnitude), large(f, exponential), small);
        Expr isTiny = f.less(magnitude, f.number(f.pick(0x1p-13, 0x1p-27)));
        return f.select(isTiny, x, f.copySign(value, x));
    }

    /// `cosh x = a + 1 / (4 a)` with `a = exp |x| / 2`.
    static Expr cosh(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), f.pick(90, 711));
        Exponential exponential = Exponential.of(f, magnitude);
        DoubleWord mantissa = exponential.preciseMantissa(f);
        Expr scale = exponential.powerOfTwo(f, -1);
        Expr half = f.multiply(mantissa.high(), scale);
        Expr low = f.multiply(mantissa.low(), scale);
        Expr inverse = f.divide(f.number(0.25), half);
        Expr error = f.fnma(inverse, half, f.number(0.25));
        Expr rest = f.fnma(inverse, low, error);
        DoubleWord total = f.fastTwoSum(half, inverse);
        Expr slope = f.multiply(inverse, f.number(4));
        Expr correction = f.fma(rest, slope, low);
        Expr small = f.add(total.high(), f.add(total.low(), correction));
        return f.select(isLarge(f, magnitude), large(f, exponential), small);
    }

    /// Where `exp(-2 |x|)` vanishes beside 1.
    private static Expr isLarge(Formula f, Expr magnitude) {
        return f.less(f.number(f.pick(10, 21)), magnitude);
    }

    private static Expr large(Formula f, Exponential exponential) {
        Expr power = f.integer(BinaryKind.SUBTRACT, exponential.biasedPower(), 1);
        return Exponential.scale(f, exponential.mantissa(f), power);
    }
}
