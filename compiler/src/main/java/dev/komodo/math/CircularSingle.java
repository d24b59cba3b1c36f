package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// Sine and cosine for f32, in f64: `x = n pi + r` (less pi / 2 for the cosine), |r| <= pi / 2 and
/// a little, and `sin(x) = (-1)^n sin(r)`.
///
/// Up to [#LIMIT] with pi in two parts (Cody and Waite): r is off by 2^-108 n, and no f32 comes
/// closer than 2^-35 to a multiple of pi / 2. Beyond it `2 x / pi` is reduced modulo 4, exactly,
/// one word of 2 / pi after the other: a word's product with x is exact, and what earlier words
/// left is a multiple of that product's last bit's reach, so `fma` and the subtraction of the
/// nearest integer lose nothing until the sum is its own fraction (Payne and Hanek's idea in
/// floats). Those statements run only where a lane needs them.
final class CircularSingle {
    private static final double LIMIT = 0x1p40;
    private static final double MAGIC = 0x1.8p52;
    private static final double ONE_OVER_PI = 0x1.45f306dc9c883p-2;
    private static final double PI_HIGH = 0x1.921fb54442d18p1;
    private static final double PI_LOW = 0x1.1a62633145c07p-53;

    /// `sin(r) / r` in r^2 on |r| <= pi / 2, error 2^-35.4 relative.
    private static final List<Double> SINE =
            List.of(
                    0x1.ffffffffd17e4p-1,
                    -0x1.5555554175ae1p-3,
                    0x1.11110b74b0f37p-7,
                    -0x1.a017a8ff55a7cp-13,
                    0x1.716ba52bd10aep-19,
                    -0x1.9a0e1d58bfa29p-26);

    /// An angle taken apart.
    ///
    /// @param parity n modulo 2 in the last bit of an i64
    /// @param r the rest
    private record Angle(Expr parity, Expr r) {}

    /// The integer n nearest to `factor x + offset`.
    ///
    /// @param bits of a float whose last bit is n's
    /// @param less `n - offset`
    private record Rounded(Expr bits, Expr less) {
        static Rounded of(Formula f, Expr x, double factor, double offset) {
            boolean isPlain = offset == 0;
            Expr shifted =
                    isPlain
                            ? f.fma(x, f.number(factor), f.number(MAGIC))
                            : f.add(f.fma(x, f.number(factor), f.number(offset)), f.number(MAGIC));
            Expr n = f.subtract(shifted, f.number(MAGIC));
            return new Rounded(f.bits(shifted), isPlain ? n : f.subtract(n, f.number(offset)));
        }
    }

    private CircularSingle() {}

    /// Sine.
    static Expr sin(Formula f, Expr x) {
        return f.let("circular", Expressions.cast(shifted(f, x, 0), DType.F32));
    }

    /// Cosine: the sine a quarter of a turn on.
    static Expr cos(Formula f, Expr x) {
        return f.let("circular", Expressions.cast(shifted(f, x, 0.5), DType.F32));
    }

    /// Tangent, their quotient in f64: each keeps its digits where it is near 0.
    static Expr tan(Formula f, Expr x) {
        Expr quotient = Expressions.divide(shifted(f, x, 0), shifted(f, x, 0.5));
        return f.let("circular", Expressions.cast(quotient, DType.F32));
    }

    /// `sin(x + halfTurns pi)` for halfTurns 0 or 1/2, in f64.
    private static Expr shifted(Formula f, Expr x, double halfTurns) {
        Formula wide = new Formula(f.block(), f.type().with(DType.F64));
        Expr operand = wide.let("wide", Expressions.cast(x, DType.F64));
        Angle angle = near(wide, operand, halfTurns);
        Expr.Var parity = f.block().declare("parity", angle.parity());
        Expr.Var r = f.block().declare("reduced", angle.r());
        Expr isFar = f.less(f.number(LIMIT), f.abs(x));
        f.block()
                .when(
                        f.type().isScalar() ? isFar : new Expr.Test(isFar, false),
                        inner -> {
                            Formula pen = new Formula(inner, wide.type());
                            Angle far = far(pen, operand, halfTurns);
                            inner.assign(parity, Expressions.select(isFar, far.parity(), parity));
                            inner.assign(r, Expressions.select(isFar, far.r(), r));
                        });
        Expr snapshot = f.block().bind("angle", r);
        Expr series = wide.polynomial(SINE, wide.multiply(snapshot, snapshot));
        Expr sign = wide.integer(BinaryKind.SHIFT_LEFT, parity, 63);
        Expr sine = wide.bits(wide.multiply(snapshot, series));
        return wide.fromBits(Expressions.binary(BinaryKind.XOR, sine, sign));
    }

    private static Angle near(Formula f, Expr x, double halfTurns) {
        Rounded n = Rounded.of(f, x, ONE_OVER_PI, halfTurns);
        Expr rest = f.fma(n.less(), f.number(-PI_HIGH), x);
        return new Angle(n.bits(), f.fma(n.less(), f.number(-PI_LOW), rest));
    }

    /// In quarters of a turn: their fraction is what keeps its digits beside any multiple of pi /
    /// 2. An odd quarter is then counted to the half turn on the fraction's side.
    private static Angle far(Formula f, Expr x, double halfTurns) {
        Expr fraction = f.number(0);
        Expr quarters = f.number(2 * halfTurns);
        for (Double word : TurnDigits.SINGLE) {
            Expr factor = f.number(4 * word);
            Expr sum =
                    fraction instanceof Expr.Constant
                            ? f.multiply(x, factor)
                            : f.fma(x, factor, fraction);
            Expr whole = f.let("whole", Expressions.unary(UnaryKind.ROUND_EVEN, sum));
            fraction = f.subtract(sum, whole);
            quarters = f.add(quarters, moduloFour(f, whole));
        }
        Expr lastBit = f.integer(BinaryKind.AND, f.bits(f.add(quarters, f.number(MAGIC))), 1);
        Expr isOdd = f.notEqual(lastBit, f.integer(0));
        Expr step = f.select(isOdd, f.copySign(f.number(1), fraction), f.number(0));
        Expr even = f.bits(f.add(f.add(quarters, step), f.number(MAGIC)));
        Expr r = f.multiply(f.subtract(fraction, step), f.number(Math.PI / 2));
        return new Angle(f.integer(BinaryKind.SHIFT_RIGHT_LOGICAL, even, 1), r);
    }

    private static Expr moduloFour(Formula f, Expr whole) {
        Expr quotient = f.multiply(whole, f.number(0.25));
        return f.fma(Expressions.unary(UnaryKind.ROUND_EVEN, quotient), f.number(-4), whole);
    }
}
