package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// The modified Bessel functions of the first kind of orders 0 and 1 for f64, plain and divided by
/// `exp |x|`.
///
/// Up to 8 they are polynomials in `(x / 2)^2`, whose rounding is made good by an approximate
/// derivative; beyond, `exp |x| / sqrt |x|` times a polynomial in `1 / |x|`, all in two floats.
///
/// Source: NIST Digital Library of Mathematical Functions, 10.25.2, 10.40.1.
final class ModifiedBessel {
    /// `(I0(x) - 1) / a` in `a = (x / 2)^2` up to 16, error 2^-59.9 relative to I0 before the
    /// rounding of the coefficients.
    private static final List<Double> NEAR_0 =
            List.of(
                    0x1p0,
                    0x1.ffffffffffff5p-3,
                    0x1.c71c71c71c833p-6,
                    0x1.c71c71c71abe9p-10,
                    0x1.23456789c4241p-14,
                    0x1.02e85c06e1442p-19,
                    0x1.522a441fd1833p-25,
                    0x1.522a413d5695fp-31,
                    0x1.0b315314631dp-37,
                    0x1.55ff5876d5ab3p-44,
                    0x1.69e5b7eba159ep-51,
                    0x1.40a87fe623824p-58,
                    0x1.f28c4eaaf4634p-66,
                    0x1.10c50fbd0089fp-73,
                    0x1.1c6e234b9f152p-80);

    /// `(2 I1(x) / x - 1) / a` in a up to 16, error 2^-62.6 relative to I1.
    private static final List<Double> NEAR_1 =
            List.of(
                    0x1p-1,
                    0x1.5555555555553p-4,
                    0x1.c71c71c71c79p-8,
                    0x1.6c16c16c161ccp-12,
                    0x1.845c8a0cf6275p-17,
                    0x1.27e4fb7668d91p-22,
                    0x1.522a441022a9fp-28,
                    0x1.2c97573e3352p-34,
                    0x1.ab820f5f94fd8p-41,
                    0x1.f174348b51e5fp-48,
                    0x1.e28015cc7cc79p-55,
                    0x1.8ad98c4df95aap-62,
                    0x1.1c0c65ef44449p-69,
                    0x1.2739aca0c987ap-77,
                    0x1.178c06723084ap-84);

    /// `(sqrt(x) exp(-x) I0(x) - CENTRE) / v` in `v = 16 / x - 1` for x from 8 on, error 2^-57.5
    /// relative to I0.
    private static final List<Double> FAR_0 =
            List.of(
                    0x1.b87969bb93babp-9,
                    0x1.1daa72b5e3e38p-13,
                    0x1.75e5ee70df3dcp-17,
                    0x1.8e513a62e8489p-20,
                    0x1.3f49aa0d09c26p-22,
                    0x1.7d0f1e4c3928bp-24,
                    0x1.51cd9ead20a89p-25,
                    0x1.723260ea674a4p-26,
                    0x1.03a9d9fc167d7p-27,
                    -0x1.cfb6aface9b58p-28,
                    -0x1.cd14ee389ecdcp-27,
                    -0x1.7331c28e43e1ap-28,
                    0x1.0471ea9c1740fp-27,
                    0x1.fdca6bfb7856dp-28,
                    -0x1.e8654ce045503p-29,
                    -0x1.976466735030ep-28,
                    0x1.b0ab5bb1cb226p-30,
                    0x1.ef94697bc360ep-29,
                    -0x1.4f5ad5e0b8011p-31,
                    -0x1.b6379487f0429p-30,
                    0x1.724682882679fp-33,
                    0x1.eb91cc9547dccp-32,
                    -0x1.94c9e6eb24a29p-36,
                    -0x1.0241f3c62e9b4p-34);

    private static final double CENTRE_HIGH_0 = 0x1.9bd428ad249a5p-2;
    private static final double CENTRE_LOW_0 = -0x1.d5d29a8561441p-56;

    /// The same for I1, error 2^-57.0.
    private static final List<Double> FAR_1 =
            List.of(
                    -0x1.3f796198ee635p-7,
                    -0x1.cbc54df1ea5fp-13,
                    -0x1.f89c230563e9ap-17,
                    -0x1.ec8e105fdae48p-20,
                    -0x1.761381aba5deep-22,
                    -0x1.ad8d5bd126983p-24,
                    -0x1.72793e8fff245p-25,
                    -0x1.918f43f1cf788p-26,
                    -0x1.21a97528cb5cdp-27,
                    0x1.ced00d3fa0bbap-28,
                    0x1.e2917cf3ec281p-27,
                    0x1.9a4feec7c8b4p-28,
                    -0x1.07891ad9fa1d7p-27,
                    -0x1.0e9598babaf4ap-27,
                    0x1.dd7ce4c7e5722p-29,
                    0x1.ab194df816ad3p-28,
                    -0x1.9a74ff6af748cp-30,
                    -0x1.025c84c25be9cp-28,
                    0x1.3883b6d06d705p-31,
                    0x1.c7bfa66fb4d3ap-30,
                    -0x1.56e4f668e77f6p-33,
                    -0x1.fe90ab812e3fap-32,
                    0x1.76dde174c09d1p-36,
                    0x1.0c0677ad65567p-34);

    private static final double CENTRE_HIGH_1 = 0x1.8ebe783a84030p-2;
    private static final double CENTRE_LOW_1 = -0x1.464e4ef4e0f22p-58;

    private static final double LIMIT = 8;

    /// Beyond, both functions are infinite.
    private static final double LARGEST = 720;

    private ModifiedBessel() {}

    /// `I(x)`, or `exp(-|x|) I(x)`.
    ///
    /// @param order 0 or 1
    static Expr first(Formula f, Expr x, int order, boolean isScaled) {
        Expr y = f.abs(x);
        Expr isNear = f.less(y, f.number(LIMIT));
        Expr bounded = f.atMost(y, isScaled ? LIMIT : LARGEST);
        Exponential exponential = Exponential.of(f, isScaled ? f.negate(bounded) : bounded);
        DoubleWord mantissa = exponential.preciseMantissa(f);
        DoubleWord near = near(f, y, order);
        DoubleWord far = far(f, y, order);
        DoubleWord one = new DoubleWord(f.number(1), f.number(0));
        DoubleWord root = DoubleWord.squareRoot(f, new DoubleWord(y, f.number(0)));
        DoubleWord value = DoubleWord.select(f, isNear, near, far);
        Expr isGrown = isScaled ? isNear : f.less(f.number(Math.nextDown(LIMIT)), y);
        DoubleWord factor = DoubleWord.select(f, isGrown, mantissa, one);
        DoubleWord quotient =
                DoubleWord.quotient(
                        f,
                        DoubleWord.product(f, value, factor),
                        DoubleWord.select(f, isNear, one, root));
        Expr unit = f.integer(2L * f.bias());
        Expr power = f.let("power", Expressions.select(isGrown, exponential.biasedPower(), unit));
        Expr result = Exponential.scale(f, f.add(quotient.high(), quotient.low()), power);
        Expr isInfinite = f.equal(y, f.number(Double.POSITIVE_INFINITY));
        Expr end = f.number(isScaled ? 0 : Double.POSITIVE_INFINITY);
        Expr magnitude = f.select(isInfinite, end, result);
        return order == 0 ? magnitude : f.xorSign(magnitude, x);
    }

    private static DoubleWord near(Formula f, Expr y, int order) {
        Expr half = f.multiply(y, f.number(0.5));
        DoubleWord a = f.twoProduct(half, half);
        List<Double> coefficients = order == 0 ? NEAR_0 : NEAR_1;
        Expr square = f.multiply(a.high(), a.high());
        Expr series = f.polynomialByParity(coefficients, a.high(), square);
        DoubleWord product = f.twoProduct(a.high(), series);
        DoubleWord sum = f.twoSum(f.number(1), product.high());
        Expr rest = f.add(sum.low(), product.low());
        Expr slope = f.multiply(sum.high(), growth(f, half, order));
        DoubleWord value = new DoubleWord(sum.high(), f.fma(a.low(), slope, rest));
        return order == 0 ? value : DoubleWord.product(f, value, new DoubleWord(half, f.number(0)));
    }

    /// The logarithmic derivative in a, within a few hundredths.
    private static Expr growth(Formula f, Expr half, int order) {
        return f.polynomial(
                order == 0 ? List.of(1.0, -0.36, 0.043) : List.of(0.5, -0.09, 0.004), half);
    }

    private static DoubleWord far(Formula f, Expr y, int order) {
        Expr v = f.subtract(f.divide(f.number(16), y), f.number(1));
        List<Double> coefficients = order == 0 ? FAR_0 : FAR_1;
        Expr slope = f.polynomialByParity(coefficients, v, f.multiply(v, v));
        double high = order == 0 ? CENTRE_HIGH_0 : CENTRE_HIGH_1;
        double low = order == 0 ? CENTRE_LOW_0 : CENTRE_LOW_1;
        DoubleWord sum = f.fastTwoSum(f.number(high), f.multiply(v, slope));
        return new DoubleWord(sum.high(), f.add(sum.low(), f.number(low)));
    }
}
