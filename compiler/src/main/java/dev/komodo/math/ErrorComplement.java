package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// The complement of the error function.
///
/// In f32 it is the product of an exponential and [ScaledComplementPieces]. In f64 it is near 0 `1
/// - x - x P(x^2)` with [ErrorFunction]'s P, and further out `exp(-x^2) G(s) / (1 + 2 x)` with `s =
///   (x - k) / (x + k)`, where G, all but flat, stays within 0.15 of its value at k; what is
///   rounded on the way is kept in two floats. Source of the form: M. M. Shepherd, J. G.
///   Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", Math. Comp. 36 (1981).
final class ErrorComplement {
    /// `(G(s) - G(0)) / s` for k = 4 on x in [0.45, 27.5], error of G 2^-60.1 relative.
    private static final List<Double> FLAT_F64 =
            List.of(
                    -0x1.1df1ad154a28ep-3,
                    0x1.f7f5df66fd705p-7,
                    0x1.16ecefcfa52c6p-4,
                    -0x1.9ddb23c3e8a5dp-4,
                    0x1.7fee004e14918p-4,
                    -0x1.0fb06dfe54a6cp-4,
                    0x1.3079edf626da3p-5,
                    -0x1.0962388287486p-6,
                    0x1.49c672a7096edp-8,
                    -0x1.8d4a9c89a0a02p-11,
                    -0x1.a1df424cf8bdcp-13,
                    0x1.3be07327aa0ddp-13,
                    -0x1.99552ee8662b5p-16,
                    -0x1.788fa16bc982fp-17,
                    0x1.7ef82cb5d8147p-18,
                    0x1.3c66578f6dc3fp-22,
                    -0x1.b82206ab50d9ep-21,
                    0x1.3b29476b6762bp-24,
                    0x1.bc9b3da87e7b3p-24,
                    -0x1.225769abb9981p-26,
                    -0x1.4ef043e5e5193p-27,
                    0x1.98fc305f9b4d9p-30);

    private static final double CENTRE_HIGH = 0x1.3ba5916e9fd7fp0;
    private static final double CENTRE_LOW = -0x1.aa9c415679e6fp-55;

    private ErrorComplement() {}

    /// `1 - erf(x)`.
    static Expr erfc(Formula f, Expr x) {
        return f.isSingle() ? single(f, x) : twofold(f, x);
    }

    /// The product is scaled and taken from 2, for negative x, in one operation.
    private static Expr single(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), ScaledComplementPieces.PIECES.end());
        DoubleWord square = f.twoProduct(magnitude, magnitude);
        DoubleWord gauss = TabulatedExponential.lifted(f, f.negate(square.high()), square.low());
        DoubleWord factor = ScaledComplementPieces.PIECES.preciseValue(f, magnitude);
        DoubleWord product = DoubleWord.product(f, gauss, factor);
        Expr lifted = f.add(product.high(), product.low());
        double scale = Math.scalb(1.0, -TabulatedExponential.LIFT);
        Expr isNegative = f.less(x, f.number(0));
        return f.fma(
                lifted,
                f.select(isNegative, f.number(-scale), f.number(scale)),
                f.select(isNegative, f.number(2), f.number(0)));
    }

    private static Expr twofold(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        Expr far = far(f, f.atMost(magnitude, 27.5));
        Expr reflected = f.subtract(f.number(2), far);
        Expr isNear = f.less(magnitude, f.number(0.625));
        Expr outer = f.select(Expressions.less(x, f.number(0)), reflected, far);
        return f.select(isNear, near(f, x), outer);
    }

    private static Expr near(Formula f, Expr x) {
        DoubleWord difference = f.fastTwoSum(f.number(1), f.negate(x));
        Expr rest = f.fnma(x, ErrorFunction.nearTwofold(f, x), difference.low());
        return f.add(difference.high(), rest);
    }

    private static Expr far(Formula f, Expr x) {
        DoubleWord square = f.twoProduct(x, x);
        Exponential gauss = Exponential.of(f, f.negate(square.high()));
        DoubleWord mantissa = gauss.preciseMantissa(f);
        Expr low = f.fnma(mantissa.high(), square.low(), mantissa.low());
        DoubleWord flat = flat(f, x);
        DoubleWord product = f.twoProduct(flat.high(), mantissa.high());
        Expr cross = f.fma(flat.low(), mantissa.high(), f.fma(flat.high(), low, product.low()));
        DoubleWord denominator = f.twoSum(f.number(1), f.add(x, x));
        DoubleWord ratio =
                DoubleWord.quotient(f, new DoubleWord(product.high(), cross), denominator);
        return Exponential.scale(f, f.add(ratio.high(), ratio.low()), gauss.biasedPower());
    }

    /// `G(s)`.
    private static DoubleWord flat(Formula f, Expr x) {
        Expr centre = f.number(4);
        Expr s = f.divide(f.subtract(x, centre), f.add(x, centre));
        Expr slope = f.polynomialByParity(FLAT_F64, s, f.multiply(s, s));
        return f.fastTwoSum(f.number(CENTRE_HIGH), f.fma(s, slope, f.number(CENTRE_LOW)));
    }
}
