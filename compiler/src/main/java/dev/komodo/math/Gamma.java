package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// The gamma function for f64.
///
/// From -1/2 to 3.5 it is a quotient of the factors and of the polynomial `1 / gamma(2 + t)`, as in
/// [LogGammaTwofold]; beyond, e to the power of Stirling's series, whose logarithm has 66 bits.
/// Below -1/2 it is `-pi / (z sin(pi z) gamma(z))` with z = -x, in statements that run only where a
/// lane needs them.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.5.1, 5.5.3, 5.11.3.
final class Gamma {
    /// `(1 / gamma(2 + t) - 1) / t` on [-1/2, 1/2], error 2^-58.4 relative.
    private static final List<Double> INVERSE =
            List.of(
                    -0x1.b0ee6072093cep-2,
                    -0x1.dd603fb6ac11bp-3,
                    0x1.875ac5782250bp-3,
                    -0x1.92449b66f2a34p-6,
                    -0x1.2119851175adep-6,
                    0x1.06e8179e66618p-7,
                    -0x1.a5b350a5efff4p-11,
                    -0x1.7a5da9ea269cdp-12,
                    0x1.3156553c26502p-13,
                    -0x1.265ee5917ae57p-16,
                    -0x1.5b7cddf8b825ep-19,
                    0x1.674d6246a46bdp-20,
                    -0x1.b95747d64fc2bp-23,
                    -0x1.789ab406573d7p-33,
                    0x1.b5cab93e634c9p-28,
                    -0x1.58d8a04ce8f2p-30);

    /// The exponent where the result, or its inverse, has long been infinite.
    private static final double LIMIT = 800;

    private Gamma() {}

    /// `gamma(x)`.
    static Expr gamma(Formula f, Expr x) {
        Expr isReflected = f.less(x, f.number(-0.5));
        Expr z = f.select(isReflected, f.negate(x), x);
        Exponential exponential = stirling(f, z);
        Expr isNear = LogGammaTwofold.isNear(f, z);
        DoubleWord value = DoubleWord.select(f, isNear, near(f, z), far(f, z, exponential));
        long unit = 2L * f.bias();
        Expr power = f.select(isNear, f.integer(unit), exponential.biasedPower());
        List<Expr> chosen =
                Lanes.replaced(
                        f,
                        isReflected,
                        List.of(value.high(), value.low()),
                        (pen, _) -> reflected(pen, z, value));
        Expr opposite = Expressions.binary(BinaryKind.SUBTRACT, f.integer(2 * unit), power);
        Expr signed = f.let("power", Expressions.select(isReflected, opposite, power));
        Expr isFinite = f.less(f.abs(chosen.getFirst()), f.number(0x1p1000));
        Expr low = f.select(isFinite, chosen.getLast(), f.number(0));
        Expr scaled = Exponential.scale(f, f.add(chosen.getFirst(), low), signed);
        Expr atZero = f.copySign(f.number(Double.POSITIVE_INFINITY), x);
        return f.select(f.equal(x, f.number(0)), atZero, scaled);
    }

    /// The factors over `1 / gamma(2 + t)`.
    private static DoubleWord near(Formula f, Expr z) {
        Expr whole = f.let("whole", Expressions.unary(UnaryKind.ROUND_EVEN, z));
        Expr t = f.subtract(z, whole);
        Expr slope = f.polynomialByParity(INVERSE, t, f.multiply(t, t));
        DoubleWord inverse = f.fastTwoSum(f.number(1), f.multiply(t, slope));
        DoubleWord square = f.twoProduct(z, z);
        DoubleWord sum = f.fastTwoSum(z, square.high());
        Expr one = f.number(1);
        Expr zero = f.number(0);
        Expr isZeroth = f.equal(whole, zero);
        Expr factor = f.select(isZeroth, sum.high(), f.select(f.equal(whole, one), z, one));
        Expr factorLow = f.select(isZeroth, f.add(sum.low(), square.low()), zero);
        Expr numerator = f.select(f.equal(whole, f.number(3)), f.subtract(z, one), one);
        DoubleWord denominator = DoubleWord.product(f, inverse, new DoubleWord(factor, factorLow));
        return DoubleWord.quotient(f, new DoubleWord(numerator, zero), denominator);
    }

    /// The logarithm by Stirling's series, taken apart; its low part as that of the reduced
    /// argument.
    private static Exponential stirling(Formula f, Expr z) {
        DoubleWord logarithm = Powers.logarithm(f, z);
        DoubleWord series =
                LogGammaTwofold.far(f, z, new Logarithm(logarithm.high(), logarithm.low()));
        Expr isSmall = f.less(series.high(), f.number(2 * LIMIT));
        DoubleWord sum = f.fastTwoSum(series.high(), f.select(isSmall, series.low(), f.number(0)));
        Expr isBounded = f.less(sum.high(), f.number(LIMIT));
        Expr low = f.select(isBounded, sum.low(), f.number(0));
        Exponential exponential = Exponential.of(f, f.atMost(sum.high(), LIMIT));
        return new Exponential(
                exponential.r(),
                f.add(exponential.rLow(), low),
                exponential.square(),
                exponential.series(),
                exponential.power(),
                exponential.biasedPower());
    }

    /// `exp(r + rLow)`; `exp(r) rLow` counts where r is large.
    private static DoubleWord far(Formula f, Expr z, Exponential exponential) {
        DoubleWord sum = f.fastTwoSum(f.number(1), exponential.r());
        Expr tail = f.add(sum.low(), exponential.tailPlus(f, f.number(0)));
        Expr low = f.fma(exponential.rLow(), f.add(sum.high(), tail), tail);
        DoubleWord value = f.fastTwoSum(sum.high(), low);
        Expr isNumber = f.equal(z, z);
        return new DoubleWord(f.select(isNumber, value.high(), z), value.low());
    }

    /// `-pi / (z sin(pi z) value)`; NaN at the poles.
    private static List<Expr> reflected(Formula f, Expr z, DoubleWord value) {
        Expr whole = f.let("whole", Expressions.unary(UnaryKind.ROUND_EVEN, z));
        Expr r = f.subtract(z, whole);
        Expr half = f.multiply(whole, f.number(0.5));
        Expr isOdd = f.notEqual(Expressions.unary(UnaryKind.TRUNCATE, half), half);
        DoubleWord sine = DoubleWord.product(f, f.twoProduct(z, r), HalfTurns.slope(f, r));
        DoubleWord pi = HalfTurns.pi(f);
        DoubleWord magnitude = DoubleWord.quotient(f, pi, DoubleWord.product(f, sine, value));
        Expr isBetween = f.less(f.number(0), f.abs(r));
        Expr high = f.select(isOdd, magnitude.high(), f.negate(magnitude.high()));
        Expr low = f.select(isOdd, magnitude.low(), f.negate(magnitude.low()));
        return List.of(
                f.select(isBetween, high, f.number(Double.NaN)),
                f.select(isBetween, low, f.number(0)));
    }
}
