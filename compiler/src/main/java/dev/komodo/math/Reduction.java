package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;

/// `x = quadrant pi / 2 + r` for f64, |r| <= pi / 4 and a little, r within 2^-60 of its own size.
///
/// Up to [#LIMIT] with pi / 2 in three parts (Cody and Waite); beyond it by Payne and Hanek's
/// method, whose statements run only where a lane needs them.
///
/// @param quadrant modulo 4 in the last two bits of an i64
/// @param r the reduced argument
record Reduction(Expr quadrant, DoubleWord r) {
    /// The largest magnitude of the short way: the third part of pi / 2 is off by 2^-161, times a
    /// quotient below 2^40.
    private static final double LIMIT = 0x1p40;

    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    private static final double HALF_PI_1 = 0x1.921fb54442d18p0;
    private static final double HALF_PI_2 = 0x1.1a62633145c07p-54;
    private static final double HALF_PI_3 = -0x1.f1976b7ed8fbcp-110;
    private static final double TWO_PI_HIGH = 0x1.921fb54442d18p2;
    private static final double TWO_PI_LOW = 0x1.1a62633145c07p-52;
    private static final double MAGIC = 0x1.8p52;

    /// Reduces x; r is NaN for what is not finite.
    static Reduction of(Formula f, Expr x) {
        Reduction near = near(f, x);
        Expr isFar = f.less(f.number(LIMIT), f.abs(x));
        Expr.Var quadrant = f.block().declare("quadrant", near.quadrant());
        Expr.Var high = f.block().declare("reduced", near.r().high());
        Expr.Var low = f.block().declare("reduced_low", near.r().low());
        f.block()
                .when(
                        f.type().isScalar() ? isFar : new Expr.Test(isFar, false),
                        inner -> {
                            Reduction far = far(new Formula(inner, f.type()), x);
                            inner.assign(
                                    quadrant, Expressions.select(isFar, far.quadrant(), quadrant));
                            inner.assign(high, Expressions.select(isFar, far.r().high(), high));
                            inner.assign(low, Expressions.select(isFar, far.r().low(), low));
                        });
        return new Reduction(quadrant, new DoubleWord(high, low));
    }

    private static Reduction near(Formula f, Expr x) {
        Expr shifted = f.fma(x, f.number(TWO_OVER_PI), f.number(MAGIC));
        Expr count = f.subtract(shifted, f.number(MAGIC));
        Expr rest = f.fma(count, f.number(-HALF_PI_1), x);
        DoubleWord second = f.twoProduct(count, f.number(-HALF_PI_2));
        DoubleWord sum = f.twoSum(rest, second.high());
        Expr low = f.fma(count, f.number(-HALF_PI_3), f.add(sum.low(), second.low()));
        return new Reduction(f.bits(shifted), new DoubleWord(sum.high(), low));
    }

    /// The fraction of `x / (2 pi)` to 160 bits below its first, as a sum of three floats, from
    /// five words of 1 / (2 pi): those before them give multiples of 1, those after them too
    /// little.
    private static Reduction far(Formula f, Expr x) {
        Window window = window(f, x);
        Expr zero = f.number(0);
        Expr first = zero;
        Expr second = zero;
        Expr third = zero;
        for (int i = 0; i < WINDOW; i++) {
            Expr factor = f.multiply(window.x(), f.number(Math.scalb(1.0, -53 * i)));
            DoubleWord product = f.twoProduct(factor, window.words().get(i));
            for (Expr term : List.of(fraction(f, product.high()), fraction(f, product.low()))) {
                DoubleWord sum = f.twoSum(first, term);
                DoubleWord rest = f.twoSum(second, sum.low());
                first = sum.high();
                second = rest.high();
                third = f.add(third, rest.low());
            }
        }
        Expr shifted = f.fma(first, f.number(4), f.number(MAGIC));
        Expr quarters = f.subtract(shifted, f.number(MAGIC));
        DoubleWord turns = f.twoSum(f.fma(quarters, f.number(-0.25), first), second);
        DoubleWord exact = f.fastTwoSum(turns.high(), f.add(turns.low(), third));
        return new Reduction(f.bits(shifted), radians(f, exact));
    }

    private static final int WINDOW = 5;

    private static Expr fraction(Formula f, Expr x) {
        return f.subtract(x, Expressions.unary(UnaryKind.ROUND_EVEN, x));
    }

    private static DoubleWord radians(Formula f, DoubleWord turns) {
        DoubleWord product = f.twoProduct(turns.high(), f.number(TWO_PI_HIGH));
        Expr low = f.fma(turns.low(), f.number(TWO_PI_HIGH), product.low());
        return new DoubleWord(product.high(), f.fma(turns.high(), f.number(TWO_PI_LOW), low));
    }

    /// x scaled down by 2^(53 j), and words j to j + 4.
    private record Window(Expr x, List<Expr> words) {}

    /// Chooses `j = floor((exponent - 52) / 53)`, at least 0, bit by bit: each comparison halves
    /// the candidates.
    private static Window window(Formula f, Expr x) {
        List<Expr> words = new ArrayList<>();
        for (Double word : TurnDigits.TWOFOLD) {
            words.add(f.number(word));
        }
        Expr scaled = x;
        for (int step = 16; step >= 1; step /= 2) {
            Expr isBeyond =
                    f.less(f.number(Math.nextDown(Math.scalb(1.0, 52 + 53 * step))), f.abs(scaled));
            scaled =
                    f.select(
                            isBeyond,
                            Expressions.multiply(scaled, f.number(Math.scalb(1.0, -53 * step))),
                            scaled);
            List<Expr> chosen = new ArrayList<>();
            for (int i = 0; i < Math.min(words.size(), step + WINDOW - 1); i++) {
                Expr here = words.get(i);
                chosen.add(
                        i + step < words.size()
                                ? f.select(isBeyond, words.get(i + step), here)
                                : here);
            }
            words = chosen;
        }
        return new Window(scaled, words);
    }
}
