package dev.komodo.math;

import dev.komodo.loop.Expr;

import java.util.List;

/// The error function in f64: near 0 `x + x P(x^2)`, where P stays below 0.16 and its error with
/// it; further out 1 less the complement `exp(-x^2) W(1 / (x + 2))`, which is small.
final class ErrorFunction {
    /// `erf(x) / x - 1` in x^2 on |x| <= 1, error 2^-62.7 relative to erf.
    private static final List<Double> NEAR_F64 =
            List.of(
                    0x1.06eba8214db69p-3,
                    -0x1.812746b0379e6p-2,
                    0x1.ce2f21a042b20p-4,
                    -0x1.b82ce3128499cp-6,
                    0x1.565bcd0db02dfp-8,
                    -0x1.c02db3d8ed0c1p-11,
                    0x1.f9a321a11a600p-14,
                    -0x1.f4d1df390133ap-17,
                    0x1.b9def199fd13ep-20,
                    -0x1.5f1d369f69977p-23,
                    0x1.f7a410af277f7p-27,
                    -0x1.386abc1647205p-30,
                    0x1.05799df6f771bp-34);

    /// `erfc(x) exp(x^2)` in `u = 1 / (x + 2)` on x in [1, 6], error 2^-60.7 of erfc, absolute.
    private static final List<Double> COMPLEMENT_F64 =
            List.of(
                    -0x1.a3f4edf6919bbp-19,
                    0x1.20f610f5e0cddp-1,
                    0x1.1f8e692e4eb4dp0,
                    0x1.077c1f258cd46p1,
                    0x1.e5cbb6c99c268p0,
                    0x1.3c614ca765996p3,
                    -0x1.48e85c9132a9ep5,
                    0x1.426c7d73cccf4p7,
                    -0x1.feca95a90f655p8,
                    0x1.f15e00170bf72p9,
                    -0x1.203e0c199199fp10,
                    0x1.75fcd83af415ap9,
                    -0x1.a83dc028e80a8p7);

    /// The derivative of `erfc(x) exp(x^2)` by u at u = 1 / 3.
    private static final double COMPLEMENT_SLOPE = 2.46;

    private ErrorFunction() {}

    /// The error function.
    static Expr erf(Formula f, Expr x) {
        return f.isSingle() ? TabulatedErrorFunction.erf(f, x) : twofold(f, x);
    }

    private static Expr twofold(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        Expr near = f.fma(x, nearTwofold(f, x), x);
        Expr far = f.copySign(farTwofold(f, magnitude), x);
        Expr isNear = f.less(magnitude, f.number(1));
        return f.select(isNear, near, far);
    }

    /// `erf(x) / x - 1` for |x| <= 1 in f64. The outermost step takes the square in two parts: its
    /// rounding would be felt.
    static Expr nearTwofold(Formula f, Expr x) {
        DoubleWord square = f.twoProduct(x, x);
        Expr slope = f.polynomial(NEAR_F64.subList(1, NEAR_F64.size()), square.high());
        Expr correction = f.fma(slope, square.low(), f.number(NEAR_F64.getFirst()));
        return f.fma(slope, square.high(), correction);
    }

    private static Expr farTwofold(Formula f, Expr magnitude) {
        Expr bounded = f.atMost(magnitude, 6);
        Expr scaled = scaledComplement(f, bounded);
        DoubleWord square = f.twoProduct(bounded, bounded);
        Exponential gauss = Exponential.of(f, f.negate(square.high()));
        Expr mantissa = gauss.mantissaLess(f, square.low());
        Expr factor = f.multiply(scaled, gauss.powerOfTwo(f, 0));
        return f.fnma(factor, mantissa, f.number(1));
    }

    /// `W(u + d)` for `u = 1 / (x + 2)` rounded and the error d of u, with W' at x = 1 for all:
    /// what it is good for is x near 1.
    private static Expr scaledComplement(Formula f, Expr x) {
        DoubleWord sum = f.fastTwoSum(f.number(2), x);
        Expr u = f.divide(f.number(1), sum.high());
        Expr error = f.fnma(u, sum.low(), f.fnma(u, sum.high(), f.number(1)));
        Expr scaled = f.polynomial(COMPLEMENT_F64, u);
        return f.fma(f.multiply(u, error), f.number(COMPLEMENT_SLOPE), scaled);
    }
}
