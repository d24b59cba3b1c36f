package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// Sine and cosine for f64: the reduced argument in two floats, both polynomials, a choice by
/// quadrant.
final class CircularTwofold {
    /// `(sin(r) - r) / r^3` in r^2 on |r| <= pi / 4, error 2^-57.9 relative to sin(r).
    private static final List<Double> SINE =
            List.of(
                    -0x1.5555555555548p-3,
                    0x1.111111110f7c9p-7,
                    -0x1.a01a019bfd106p-13,
                    0x1.71de35670c6d5p-19,
                    -0x1.ae5e59f140e37p-26,
                    0x1.5d8fa1ed82f14p-33);

    /// `(cos(r) - 1 + r^2 / 2) / r^4` in r^2 on |r| <= pi / 4, error 2^-64.2.
    private static final List<Double> COSINE =
            List.of(
                    0x1.555555555554cp-5,
                    -0x1.6c16c16c1517ep-10,
                    0x1.a01a019cb1be1p-16,
                    -0x1.27e4f809f01f7p-22,
                    0x1.1ee9ebe86e706p-29,
                    -0x1.8fae9bea5625dp-37);

    private CircularTwofold() {}

    /// Sine; a tiny x is its own sine.
    static Expr sin(Formula f, Expr x) {
        Expr sine = shifted(f, x, 0);
        Expr isTiny = f.less(f.abs(x), f.number(0x1p-27));
        return f.select(isTiny, x, sine);
    }

    /// Cosine: the sine one quadrant on.
    static Expr cos(Formula f, Expr x) {
        return shifted(f, x, 1);
    }

    private static Expr shifted(Formula f, Expr x, int quadrants) {
        Reduction reduction = Reduction.of(f, x);
        Expr quadrant = f.integer(BinaryKind.ADD, reduction.quadrant(), quadrants);
        DoubleWord value = sine(f, quadrant, reduction.r());
        return f.add(value.high(), value.low());
    }

    /// `sin(quadrant pi / 2 + r)` for |r| up to pi / 4 and a little.
    ///
    /// @param quadrant modulo 4 in the last two bits of an i64
    static DoubleWord sine(Formula f, Expr quadrant, DoubleWord angle) {
        Expr r = angle.high();
        Expr low = angle.low();
        Expr square = f.multiply(r, r);
        Expr isOdd = f.notEqual(f.integer(BinaryKind.AND, quadrant, 1), f.integer(0));
        DoubleWord sine = sine(f, r, low, square);
        DoubleWord cosine = cosine(f, r, low, square);
        DoubleWord value = DoubleWord.select(f, isOdd, cosine, sine);
        Expr sign =
                Expressions.bitcast(
                        f.integer(
                                BinaryKind.SHIFT_LEFT, f.integer(BinaryKind.AND, quadrant, 2), 62),
                        DType.F64);
        return new DoubleWord(f.xorSign(value.high(), sign), f.xorSign(value.low(), sign));
    }

    /// Tangent: sine by cosine, or less cosine by sine in odd quadrants, both in two floats; a tiny
    /// x is its own tangent.
    static Expr tan(Formula f, Expr x) {
        Reduction reduction = Reduction.of(f, x);
        Expr r = reduction.r().high();
        Expr low = reduction.r().low();
        Expr square = f.multiply(r, r);
        DoubleWord sine = normal(f, sine(f, r, low, square));
        DoubleWord cosine = normal(f, cosine(f, r, low, square));
        Expr isOdd = f.notEqual(f.integer(BinaryKind.AND, reduction.quadrant(), 1), f.integer(0));
        DoubleWord numerator =
                new DoubleWord(
                        f.select(isOdd, f.negate(cosine.high()), sine.high()),
                        f.select(isOdd, f.negate(cosine.low()), sine.low()));
        DoubleWord denominator =
                new DoubleWord(
                        f.select(isOdd, sine.high(), cosine.high()),
                        f.select(isOdd, sine.low(), cosine.low()));
        DoubleWord quotient = DoubleWord.quotient(f, numerator, denominator);
        Expr isTiny = f.less(f.abs(x), f.number(0x1p-27));
        return f.select(isTiny, x, f.add(quotient.high(), quotient.low()));
    }

    private static DoubleWord normal(Formula f, DoubleWord word) {
        return f.fastTwoSum(word.high(), word.low());
    }

    /// `r + (r^3 S(r^2) + low (1 - r^2 / 2))`.
    private static DoubleWord sine(Formula f, Expr r, Expr low, Expr square) {
        Expr slope = f.fma(square, f.number(-0.5), f.number(1));
        Expr cubic = f.multiply(f.multiply(r, square), f.polynomial(SINE, square));
        return new DoubleWord(r, f.fma(low, slope, cubic));
    }

    /// `1 - r^2 / 2 + (r^4 C(r^2) - r low)`, with what the first difference loses.
    private static DoubleWord cosine(Formula f, Expr r, Expr low, Expr square) {
        Expr half = f.multiply(square, f.number(0.5));
        Expr high = f.subtract(f.number(1), half);
        Expr lost = f.subtract(f.subtract(f.number(1), high), half);
        Expr quartic = f.multiply(f.multiply(square, square), f.polynomial(COSINE, square));
        return new DoubleWord(high, f.add(lost, f.fnma(r, low, quartic)));
    }
}
