package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// The logarithmic derivative of the gamma function for f64.
///
/// From -1/2 to 3 it is that of a point of [1, 2), a polynomial about the zero there with its
/// digits kept, and the reciprocals between: `digamma(z) = digamma(z + 1) - 1 / z`. Beyond, it is
/// the asymptotic series, as a minimax polynomial in `1 / z^2`. Both ways share one division. Below
/// -1/2 it is the reflection `digamma(z) + 1 / z + pi cot(pi z)` with z = -x, in statements that
/// run only where a lane needs them; there the error is relative to the terms, not to their sum.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.5.2, 5.5.4, 5.11.2.
final class DigammaTwofold {
    /// The positive zero of digamma.
    static final double ZERO_HIGH = 0x1.762d86356be3fp0;

    static final double ZERO_LOW = 0x1.b86a722197829p-54;

    private static final double SLOPE_HIGH = 0x1.ef72bc8ee38acp-1;
    private static final double SLOPE_LOW = -0x1.3879eb97bf58dp-55;

    /// `(digamma(ZERO + v) / v - SLOPE) / v` on [1 - ZERO, 2 - ZERO], error 2^-58.4 relative to
    /// digamma before the rounding of the coefficients.
    private static final List<Double> NEAR =
            List.of(
                    -0x1.c563b54aa1a35p-2,
                    0x1.08b4294d50363p-2,
                    -0x1.4fc1317257ddep-3,
                    0x1.b9a5b637158a8p-4,
                    -0x1.27baba261cb41p-4,
                    0x1.8fce02ae92206p-5,
                    -0x1.0fa7ec352ac4bp-5,
                    0x1.723d6913e9ddbp-6,
                    -0x1.f9705205d72ap-7,
                    0x1.59559eb42eb31p-7,
                    -0x1.d827b4971fc64p-8,
                    0x1.42e61b0ca3862p-8,
                    -0x1.b9ba17bb9b002p-9,
                    0x1.2ddb2a6b9acaep-9,
                    -0x1.9c9b5c1e18aa7p-10,
                    0x1.1da790651f1ddp-10,
                    -0x1.8c38f36b9ae9ap-11,
                    0x1.f02a3f7ebd30dp-12,
                    -0x1.2872148b628ap-12,
                    0x1.2373e6805b6cbp-12,
                    -0x1.2576ed6d41f81p-12,
                    0x1.fb502ad655203p-14);

    /// `T(w)` with `digamma(z) = log z - 1 / (2 z) - T(1 / z^2) / z^2` for z from 3 on, error
    /// 2^-59.9 relative to the result.
    private static final List<Double> ASYMPTOTIC =
            List.of(
                    0x1.555555555543bp-4,
                    -0x1.1111110fd6aa3p-7,
                    0x1.04103f06ddee8p-8,
                    -0x1.11103baeb6c1dp-8,
                    0x1.f04621a373179p-8,
                    -0x1.575569c10d638p-6,
                    0x1.448d1545fbb8p-4,
                    -0x1.6a417c2f1c3fep-2,
                    0x1.8c5d602719924p0,
                    -0x1.604b3ceddf619p2,
                    0x1.a2534b4371b79p3,
                    -0x1.dd81660bce377p3);

    /// `pi^2 / 3`.
    private static final double BEND_HIGH = 0x1.a51a6625307d3p1;

    private static final double BEND_LOW = 0x1.1873d8912200cp-54;

    /// `((1 / r - pi cot(pi r)) / r - BEND) / r^2` in r^2 for |r| up to 1/2, error 2^-54.7 of the
    /// term before the rounding of the coefficients.
    private static final List<Double> COTANGENT =
            List.of(
                    0x1.151322ac7d7f4p1,
                    0x1.0470984c1082ap1,
                    0x1.010b36abee7a9p1,
                    0x1.00412f1613f9ap1,
                    0x1.000fffa6e055dp1,
                    0x1.00071e42fbe61p1,
                    0x1.ff9c5ba885f65p0,
                    0x1.024729fa060b1p1,
                    0x1.dade1348ac151p0,
                    0x1.6bb91c8c73a8ep1,
                    -0x1.6c99f148d08fep0,
                    0x1.6d42e43ae42c5p3,
                    -0x1.c4644b8ed02f5p3,
                    0x1.01650ac53966cp4);

    private DigammaTwofold() {}

    /// The derivative of `log |gamma(x)|`.
    static Expr digamma(Formula f, Expr x) {
        Expr isReflected = f.less(x, f.number(-0.5));
        Expr z = f.select(isReflected, f.negate(x), x);
        DoubleWord positive = positive(f, z);
        List<Expr> chosen =
                Lanes.replaced(
                        f,
                        isReflected,
                        List.of(positive.high(), positive.low()),
                        (pen, _) -> reflected(pen, z, positive));
        return f.add(chosen.getFirst(), chosen.getLast());
    }

    /// Whether the asymptotic series is meant; false of NaN.
    static Expr isFar(Formula f, Expr floor) {
        return f.less(f.number(2), floor);
    }

    /// The numerator of `digamma(1 + (z - floor)) - digamma(z)`, a rational function.
    ///
    /// @param double1 `2 z + 1`
    static Expr numerator(Formula f, Expr floor, Expr double1) {
        Expr isBelow = f.less(floor, f.number(0));
        Expr isThird = f.equal(floor, f.number(2));
        Expr sign = f.select(isThird, f.number(-1), f.number(1));
        Expr whole = f.select(f.equal(floor, f.number(1)), f.number(0), sign);
        return f.select(isBelow, double1, whole);
    }

    /// Its denominator; where the asymptotic series is meant, the quotient is `1 / z`.
    ///
    /// @param product `z (z + 1)`
    static Expr denominator(Formula f, Expr z, Expr floor, Expr product) {
        Expr isThird = f.equal(floor, f.number(2));
        Expr above = f.subtract(z, f.select(isThird, f.number(1), f.number(0)));
        return f.select(f.less(floor, f.number(0)), product, above);
    }

    private static DoubleWord positive(Formula f, Expr z) {
        Expr floor = f.let("floor", Expressions.unary(UnaryKind.FLOOR, z));
        Expr isFar = isFar(f, floor);
        Quotient quotient = between(f, z, floor);
        DoubleWord near = near(f, z, floor);
        DoubleWord sum = f.twoSum(near.high(), f.negate(quotient.high()));
        Expr isFinite = f.less(f.abs(quotient.high()), f.number(0x1p1000));
        Expr sumLow = f.add(sum.low(), quotient.lessLow(f, near.low()));
        DoubleWord far = far(f, z, quotient.high());
        return new DoubleWord(
                f.select(isFar, far.high(), sum.high()),
                f.select(isFar, far.low(), f.select(isFinite, sumLow, f.number(0))));
    }

    /// A quotient `high + rest inverse`.
    private record Quotient(Expr high, Expr rest, Expr inverse) {
        /// What of the quotient its high part lacks, taken from a value.
        Expr lessLow(Formula f, Expr value) {
            return f.fnma(rest, inverse, value);
        }
    }

    /// `digamma(1 + (z - floor)) - digamma(z)`.
    private static Quotient between(Formula f, Expr z, Expr floor) {
        DoubleWord square = f.twoProduct(z, z);
        DoubleWord product = f.fastTwoSum(z, square.high());
        DoubleWord twice = f.fastTwoSum(f.number(1), f.add(z, z));
        Expr isBelow = f.less(floor, f.number(0));
        Expr zero = f.number(0);
        Expr numerator = numerator(f, floor, twice.high());
        Expr denominator = denominator(f, z, floor, product.high());
        Expr numeratorLow = f.select(isBelow, twice.low(), zero);
        Expr productLow = f.add(product.low(), square.low());
        Expr denominatorLow = f.select(isBelow, productLow, zero);
        Expr inverse = f.divide(f.number(1), denominator);
        Expr high = f.multiply(numerator, inverse);
        Expr error = f.fnma(high, denominator, numerator);
        Expr rest = f.fnma(high, denominatorLow, f.add(error, numeratorLow));
        return new Quotient(high, rest, inverse);
    }

    /// `v (SLOPE + v P(v))` at the point of [1, 2).
    private static DoubleWord near(Formula f, Expr z, Expr floor) {
        DoubleWord shifted = f.twoSum(z, f.subtract(f.number(1), floor));
        Expr fromZero = f.subtract(shifted.high(), f.number(ZERO_HIGH));
        Expr rest = f.subtract(shifted.low(), f.number(ZERO_LOW));
        DoubleWord v = f.twoSum(fromZero, rest);
        Expr square = f.multiply(v.high(), v.high());
        Expr bend = f.polynomialByParity(NEAR, v.high(), square);
        DoubleWord linear = f.twoProduct(v.high(), f.number(SLOPE_HIGH));
        Expr lost = f.fma(v.low(), f.number(SLOPE_HIGH), linear.low());
        Expr low = f.fma(v.high(), f.number(SLOPE_LOW), lost);
        Expr whole = f.fma(f.add(v.low(), v.low()), v.high(), square);
        return new DoubleWord(linear.high(), f.fma(whole, bend, low));
    }

    /// `log z - 1 / (2 z) - T(1 / z^2) / z^2`.
    private static DoubleWord far(Formula f, Expr z, Expr inverse) {
        Logarithm.Parts parts = Logarithm.parts(f, z, f.number(0));
        Logarithm logarithm = Logarithm.of(f, parts, new DoubleWord(parts.fraction(), f.number(0)));
        Expr w = f.multiply(inverse, inverse);
        Expr series = f.polynomialByParity(ASYMPTOTIC, w, f.multiply(w, w));
        Expr half = f.fma(inverse, f.number(-0.5), logarithm.low());
        Expr isFinite = f.less(z, f.number(Double.POSITIVE_INFINITY));
        return new DoubleWord(
                f.select(isFinite, logarithm.high(), z),
                f.select(isFinite, f.fnma(w, series, half), f.number(0)));
    }

    /// `digamma(z) + 1 / z + pi cot(pi z)`; NaN at the poles.
    private static List<Expr> reflected(Formula f, Expr z, DoubleWord positive) {
        Expr r = f.subtract(z, Expressions.unary(UnaryKind.ROUND_EVEN, z));
        Expr w = f.multiply(r, r);
        Expr steep = f.divide(f.number(1), r);
        Expr steepRest = f.fnma(steep, r, f.number(1));
        Expr bend = f.polynomialByParity(COTANGENT, w, f.multiply(w, w));
        DoubleWord linear = f.twoProduct(r, f.number(BEND_HIGH));
        Expr bent = f.fma(r, f.fma(w, bend, f.number(BEND_LOW)), linear.low());
        DoubleWord cotangent = f.fastTwoSum(steep, f.negate(linear.high()));
        Expr inverse = f.divide(f.number(1), z);
        DoubleWord first = f.twoSum(cotangent.high(), positive.high());
        DoubleWord second = f.twoSum(first.high(), inverse);
        Expr steepLow = f.fma(steepRest, steep, f.negate(bent));
        Expr lower = f.add(steepLow, f.add(cotangent.low(), positive.low()));
        Expr inverseRest = f.fnma(inverse, z, f.number(1));
        Expr lowest = f.fma(inverseRest, inverse, lower);
        Expr rest = f.add(f.add(first.low(), second.low()), lowest);
        Expr isBetween = f.less(f.number(0), f.abs(r));
        return List.of(
                f.select(isBetween, second.high(), f.number(Double.NaN)),
                f.select(isBetween, rest, f.number(0)));
    }
}
