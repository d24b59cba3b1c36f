package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// The Bessel functions of the first kind of orders 0 and 1 for f64.
///
/// Up to 5 they are polynomials in `x^2` times the distances from the squares of the zeros, which
/// keep the digits beside these. Beyond, `sqrt(M / x) cos(x - (2 order + 1) pi / 4 + T / x)` with
/// polynomials M and T in `1 / x^2`, modulus and phase, and the argument of the cosine in two
/// floats, so that beside its zeros the result is off by 2^-55 of `sqrt(2 / (pi x))` only.
///
/// Source: NIST Digital Library of Mathematical Functions, 10.2.2, 10.18.
final class OscillatingBessel {
    /// `(J0(x) / ((w - ZERO) (w - SECOND)) - CENTRE) / v` with `w = x^2` and `v = w - 12.5` for x
    /// up to 5, error 2^-58.2 relative to J0 before the rounding of the coefficients.
    private static final List<Double> NEAR_0 =
            List.of(
                    -0x1.424e0f6ce465ep-13,
                    0x1.a2ea905336921p-19,
                    -0x1.393745cda6e68p-25,
                    0x1.34b83fa1ebf01p-32,
                    -0x1.b2142b8a28dddp-40,
                    0x1.cac0f49968245p-48,
                    -0x1.7a66ade61af8bp-56,
                    0x1.f54ff849bd5d8p-65,
                    -0x1.10bb432301723p-73,
                    0x1.f05fdc7cf3e39p-83,
                    -0x1.7f7f7f5ca36c8p-92,
                    0x1.fd8107b319508p-102,
                    -0x1.264f71f892e08p-111,
                    0x1.292782cec4b73p-121);

    /// `(J1(x) / (x (w - ZERO)) - CENTRE) / v`, error 2^-60.9 relative to J1.
    private static final List<Double> NEAR_1 =
            List.of(
                    0x1.128893a098463p-10,
                    -0x1.c74a71d1878a8p-16,
                    0x1.9f348e9fa658ep-22,
                    -0x1.e3bd8ce3d27b5p-29,
                    0x1.88d6fbdab6e81p-36,
                    -0x1.d7381802e1882p-44,
                    0x1.b318a51766c11p-52,
                    -0x1.3f0c637d9c7afp-60,
                    0x1.7cc73fa0bc3dep-69,
                    -0x1.792c188d95773p-78,
                    0x1.3b20a8d41475ep-87,
                    -0x1.c23a9a48191b9p-97,
                    0x1.1655d695eaba3p-106,
                    -0x1.2b00416a6eefap-116);

    /// `(M - 2 / pi) / u` with `M = x (J0^2 + Y0^2)` in `u = 1 / x^2` for x from 5 on, error
    /// 2^-56.7 relative to M.
    private static final List<Double> MODULUS_0 =
            List.of(
                    -0x1.45f306dc9b48fp-4,
                    0x1.13050dc02d6dbp-3,
                    -0x1.6619312e7803p-1,
                    0x1.dfc6abbb24352p2,
                    -0x1.10f862b985037p7,
                    0x1.d3f5fcc91daa9p11,
                    -0x1.0e5792a49c7a4p17,
                    0x1.700940772aecbp22,
                    -0x1.011a6cf7d24ccp28,
                    0x1.4b32d167d1f5ep33,
                    -0x1.6ec3115af76a8p38,
                    0x1.4da54c8f7a602p43,
                    -0x1.e1e9a5311880dp47,
                    0x1.0b41d74768e41p52,
                    -0x1.b4bc6d07bd7dep55,
                    0x1.ed9fc4911415p58,
                    -0x1.57e4a44f3359dp61,
                    0x1.bc5e499c85bc8p62);

    /// The same for order 1, error 2^-57.0.
    private static final List<Double> MODULUS_1 =
            List.of(
                    0x1.e8ec8a4aea1b9p-3,
                    -0x1.ca5dc19b334cdp-3,
                    0x1.f5567c2d443a3p-1,
                    -0x1.346de3ce5ed7dp3,
                    0x1.4da9d36d9d322p7,
                    -0x1.14bb62de1d06ap12,
                    0x1.38e25600fae69p17,
                    -0x1.a448a2c6a4065p22,
                    0x1.2354ea22b4115p28,
                    -0x1.75a433913aa2cp33,
                    0x1.9cb63abc04488p38,
                    -0x1.76e107a9652adp43,
                    0x1.0e7bde6156e63p48,
                    -0x1.2bd57d73e5f29p52,
                    0x1.e9caef642319ap55,
                    -0x1.14bbc2ca24811p59,
                    0x1.81883f8a638b8p61,
                    -0x1.f22337e43fc5bp62);

    /// The phase's distance from `x - pi / 4` times x, for order 0; error 2^-56.5 of the phase.
    private static final List<Double> PHASE_0 =
            List.of(
                    -0x1.fffffffffff9dp-4,
                    0x1.0aaaaaaa10efep-4,
                    -0x1.ad3330f516defp-3,
                    0x1.a3574a38cbcb4p0,
                    -0x1.7779255ce6f24p4,
                    0x1.0a6c145b7cc64p9,
                    -0x1.0becdaa86c85fp14,
                    0x1.4fbacca2d4096p19,
                    -0x1.c554dea3ff7bep24,
                    0x1.235610050f3a5p30,
                    -0x1.4775de32e6fe1p35,
                    0x1.30cee78db6448p40,
                    -0x1.c3ed51674ef21p44,
                    0x1.01767212113b8p49,
                    -0x1.b00194063d4f9p52,
                    0x1.f4d916054df78p55,
                    -0x1.6573bd1aa92ebp58,
                    0x1.d8893e676d8a4p59);

    /// The phase's distance from `x - 3 pi / 4` times x, for order 1; error 2^-56.8.
    private static final List<Double> PHASE_1 =
            List.of(
                    0x1.7ffffffffffe4p-2,
                    -0x1.4fffffffa9b79p-3,
                    0x1.7bcccb8ac459cp-2,
                    -0x1.2f47ded28d302p1,
                    0x1.e9d703bdcf6bep4,
                    -0x1.48073dbd52a72p9,
                    0x1.3e852bc215f5p14,
                    -0x1.86c774d7c5d12p19,
                    0x1.049f9a4b3363bp25,
                    -0x1.4ca5c2f0eb951p30,
                    0x1.745ae8d628b8ep35,
                    -0x1.59b552135b988p40,
                    0x1.ffb31058ca394p44,
                    -0x1.232bbc8d0c166p49,
                    0x1.e825445b35f1dp52,
                    -0x1.1ac832cf76e7p56,
                    0x1.936ef97297ff4p58,
                    -0x1.0a8d2c220b79bp60);

    private static final double LIMIT = 5;
    private static final double MIDDLE = LIMIT * LIMIT / 2;

    /// What an order has of its own.
    ///
    /// @param zeroHigh the square of its first positive zero, with [#zeroLow]
    /// @param centreHigh the polynomial's value in the middle, with [#centreLow]
    private record Order(
            double zeroHigh,
            double zeroLow,
            double centreHigh,
            double centreLow,
            List<Double> near,
            List<Double> modulus,
            List<Double> phase) {}

    private static final Order ZEROTH =
            new Order(
                    0x1.721fb80462bbbp2,
                    0x1.db60c816c15d3p-52,
                    0x1.a1c5e862f307cp-9,
                    -0x1.7b5b38c7c1e14p-63,
                    NEAR_0,
                    MODULUS_0,
                    PHASE_0);

    private static final Order FIRST =
            new Order(
                    0x1.d5d2b4189822cp3,
                    -0x1.c6a0d245172bap-54,
                    -0x1.041c9423ec767p-6,
                    -0x1.bd941caf27affp-65,
                    NEAR_1,
                    MODULUS_1,
                    PHASE_1);

    /// The square of the second zero of J0.
    private static final double SECOND_HIGH = 0x1.e78a4a621dd6fp4;

    private static final double SECOND_LOW = -0x1.10d7c5048826bp-52;
    private static final double TWO_OVER_PI_HIGH = 0x1.45f306dc9c883p-1;
    private static final double TWO_OVER_PI_LOW = -0x1.6b01ec5417056p-55;
    private static final double QUARTER_PI_HIGH = 0x1.921fb54442d18p-1;
    private static final double QUARTER_PI_LOW = 0x1.1a62633145c07p-55;

    private OscillatingBessel() {}

    /// `J(x)`.
    ///
    /// @param order 0 or 1
    static Expr first(Formula f, Expr x, int order) {
        Expr y = f.abs(x);
        Expr isNear = f.less(y, f.number(LIMIT));
        Order numbers = order == 0 ? ZEROTH : FIRST;
        DoubleWord value =
                DoubleWord.select(f, isNear, near(f, y, order, numbers), far(f, y, order, numbers));
        Expr isInfinite = f.equal(y, f.number(Double.POSITIVE_INFINITY));
        Expr sum = f.add(value.high(), value.low());
        Expr result = f.select(isInfinite, f.number(0), sum);
        return order == 0 ? result : f.xorSign(result, x);
    }

    private static DoubleWord near(Formula f, Expr y, int order, Order numbers) {
        DoubleWord w = f.twoProduct(y, y);
        Expr v = f.subtract(w.high(), f.number(MIDDLE));
        Expr slope = f.polynomialByParity(numbers.near(), v, f.multiply(v, v));
        DoubleWord sum = f.twoSum(f.number(numbers.centreHigh()), f.multiply(v, slope));
        Expr low = f.fma(w.low(), slope, f.add(sum.low(), f.number(numbers.centreLow())));
        DoubleWord smooth = new DoubleWord(sum.high(), low);
        DoubleWord outer =
                order == 0
                        ? distance(f, w, SECOND_HIGH, SECOND_LOW)
                        : new DoubleWord(y, f.number(0));
        DoubleWord zero = distance(f, w, numbers.zeroHigh(), numbers.zeroLow());
        return DoubleWord.product(f, zero, DoubleWord.product(f, outer, smooth));
    }

    private static DoubleWord distance(Formula f, DoubleWord w, double high, double low) {
        DoubleWord difference = f.twoSum(w.high(), f.number(-high));
        Expr rest = f.add(difference.low(), f.subtract(w.low(), f.number(low)));
        return f.fastTwoSum(difference.high(), rest);
    }

    private static DoubleWord far(Formula f, Expr y, int order, Order numbers) {
        Expr inverse = f.divide(f.number(1), y);
        Expr u = f.multiply(inverse, inverse);
        Expr square = f.multiply(u, u);
        Expr bend = f.multiply(u, f.polynomialByParity(numbers.modulus(), u, square));
        DoubleWord sum = f.fastTwoSum(f.number(TWO_OVER_PI_HIGH), bend);
        DoubleWord modulus =
                new DoubleWord(sum.high(), f.add(sum.low(), f.number(TWO_OVER_PI_LOW)));
        DoubleWord amplitude =
                DoubleWord.squareRoot(
                        f, DoubleWord.quotient(f, modulus, new DoubleWord(y, f.number(0))));
        Expr shift = f.multiply(inverse, f.polynomialByParity(numbers.phase(), u, square));
        return DoubleWord.product(f, amplitude, cosine(f, y, order, shift));
    }

    /// `cos(y - (2 order + 1) pi / 4 + shift)`.
    private static DoubleWord cosine(Formula f, Expr y, int order, Expr shift) {
        Reduction reduction = Reduction.of(f, y);
        DoubleWord first = f.twoSum(reduction.r().high(), f.number(-QUARTER_PI_HIGH));
        DoubleWord second = f.twoSum(first.high(), shift);
        Expr lost = f.add(f.add(first.low(), second.low()), reduction.r().low());
        Expr low = f.subtract(lost, f.number(QUARTER_PI_LOW));
        Expr isFolded = f.less(second.high(), f.number(-QUARTER_PI_HIGH));
        Expr turn = f.select(isFolded, f.number(2 * QUARTER_PI_HIGH), f.number(0));
        Expr turnLow = f.select(isFolded, f.number(2 * QUARTER_PI_LOW), f.number(0));
        DoubleWord folded = f.twoSum(second.high(), turn);
        DoubleWord angle = f.fastTwoSum(folded.high(), f.add(folded.low(), f.add(low, turnLow)));
        long quadrants = 1L - order;
        Expr less = f.let("fold", Expressions.select(isFolded, f.integer(1), f.integer(0)));
        Expr moved = f.integer(BinaryKind.ADD, reduction.quadrant(), quadrants);
        Expr quadrant = f.let("quadrant", Expressions.binary(BinaryKind.SUBTRACT, moved, less));
        return CircularTwofold.sine(f, quadrant, angle);
    }
}
