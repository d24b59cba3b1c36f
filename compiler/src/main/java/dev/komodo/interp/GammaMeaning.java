package dev.komodo.interp;

import java.util.List;

/// The logarithm of the gamma function and its derivatives, in [DoubleDouble]s: the recurrence up
/// to an operand from which the asymptotic series is exact enough, the reflection formulas for
/// negative operands, and Taylor series about the positive zeros, where the other ways cancel.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.5, 5.7, 5.11.
final class GammaMeaning {
    /// From here on 15 terms of the asymptotic series are exact to 2^-100.
    private static final double ASYMPTOTIC = 32;

    private static final double NEAR = 0x1p-10;

    /// The Bernoulli numbers B2, B4 ... B30 as numerators and denominators.
    private static final double[][] BERNOULLI = {
        {1, 6},
        {-1, 30},
        {1, 42},
        {-1, 30},
        {5, 66},
        {-691, 2730},
        {7, 6},
        {-3617, 510},
        {43867, 798},
        {-174611, 330},
        {854513, 138},
        {-236364091, 2730},
        {8553103, 6},
        {-23749461029.0, 870},
        {8615841276005.0, 14322}
    };

    private static final DoubleDouble HALF_LOG_TWO_PI =
            new DoubleDouble(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
    private static final DoubleDouble EULER =
            new DoubleDouble(0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58);

    /// zeta(2) to zeta(7).
    private static final List<DoubleDouble> ZETA =
            List.of(
                    new DoubleDouble(0x1.a51a6625307d3p0, 0x1.1873d8912200cp-55),
                    new DoubleDouble(0x1.33ba004f00621p0, 0x1.c1b8b8ae2cf35p-55),
                    new DoubleDouble(0x1.151322ac7d848p0, 0x1.b5f91211196e5p-55),
                    new DoubleDouble(0x1.097418eca7ccep0, -0x1.21773ec70b998p-54),
                    new DoubleDouble(0x1.0470984c09245p0, -0x1.c209343d2bfc4p-54),
                    new DoubleDouble(0x1.02232da14cf39p0, -0x1.c95902995de95p-54));

    /// The positive zero of digamma, and the coefficients of its Taylor series there.
    private static final DoubleDouble ZERO =
            new DoubleDouble(0x1.762d86356be3fp0, 0x1.b86a722197829p-54);

    private static final List<DoubleDouble> AT_ZERO =
            List.of(
                    DoubleDouble.of(0),
                    new DoubleDouble(0x1.ef72bc8ee38acp-1, -0x1.3879eb97bf58dp-55),
                    new DoubleDouble(-0x1.c563b54aa1a35p-2, -0x1.c760306906dfep-56),
                    new DoubleDouble(0x1.08b4294d50381p-2, -0x1.14c9424b7ffe7p-56),
                    new DoubleDouble(-0x1.4fc1317257da8p-3, -0x1.86b1cc35dbc77p-58),
                    new DoubleDouble(0x1.b9a5b6370f3abp-4, -0x1.a0ad224c7f6d4p-58),
                    new DoubleDouble(-0x1.27baba261cc2cp-4, 0x1.c6eed9b9d9653p-59),
                    new DoubleDouble(0x1.8fce02b239ca7p-5, -0x1.a118d43d1c735p-59));

    private GammaMeaning() {}

    /// `log |gamma(x)|`, within an ULP; beside its zeros at negative x within 2^-90.
    static double logGamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        // from 2.56e305 on the result is beyond the largest double
        if (Double.isInfinite(x) || isPole(x) || x > 0x1p1020) {
            return Double.POSITIVE_INFINITY;
        }
        if (Math.abs(x) < 0x1p-60) {
            return -StrictMath.log(Math.abs(x));
        }
        if (x >= 0.5) {
            return positiveLogGamma(DoubleDouble.of(x)).value();
        }
        DoubleDouble sine = circular(x, 1).magnitude();
        DoubleDouble reflected = DoubleDouble.PI.over(sine).log();
        return reflected.minus(positiveLogGamma(DoubleDouble.ONE.plus(-x))).value();
    }

    /// The derivative of `log |gamma(x)|`, within an ULP; beside its zeros at negative x within
    /// 2^-90.
    static double digamma(double x) {
        if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
            return x;
        }
        if (x == Double.NEGATIVE_INFINITY || (isPole(x) && x != 0)) {
            return Double.NaN;
        }
        if (Math.abs(x) < 0x1p-60) {
            return -1 / x;
        }
        if (x >= 0.5) {
            return positiveDigamma(DoubleDouble.of(x)).value();
        }
        DoubleDouble cotangent = circular(x, 0).over(circular(x, 1)).times(DoubleDouble.PI);
        return positiveDigamma(DoubleDouble.ONE.plus(-x)).minus(cotangent).value();
    }

    /// `gamma(x)`, within an ULP.
    static double gamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (x > 0x1p1020) {
            return Double.POSITIVE_INFINITY;
        }
        if (x == 0) {
            return 1 / x;
        }
        if (x == Double.NEGATIVE_INFINITY || isPole(x)) {
            return Double.NaN;
        }
        if (Math.abs(x) < 0x1p-60) {
            return 1 / x;
        }
        if (x >= 0.5) {
            return exponential(positiveLogGamma(DoubleDouble.of(x)));
        }
        DoubleDouble sine = circular(x, 1).magnitude();
        DoubleDouble other = positiveLogGamma(DoubleDouble.ONE.plus(-x));
        boolean isNegative = Math.floor(x) / 2 != Math.floor(Math.floor(x) / 2);
        double magnitude = exponential(DoubleDouble.PI.over(sine).log().minus(other));
        return isNegative ? -magnitude : magnitude;
    }

    private static double exponential(DoubleDouble x) {
        if (x.high() > 800) {
            return Double.POSITIVE_INFINITY;
        }
        return x.high() < -800 ? 0 : x.exp().value();
    }

    /// The second derivative of `log |gamma(x)|`, within an ULP.
    static double trigamma(double x) {
        if (Double.isNaN(x) || x == Double.NEGATIVE_INFINITY) {
            return Double.NaN;
        }
        if (isPole(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (Math.abs(x) < 0x1p-60 || x > 0x1p60) {
            return Math.abs(x) < 1 ? 1 / x / x : 1 / x;
        }
        if (x >= 0.5) {
            return positiveTrigamma(DoubleDouble.of(x)).value();
        }
        DoubleDouble root = DoubleDouble.PI.over(circular(x, 1));
        DoubleDouble other = positiveTrigamma(DoubleDouble.ONE.plus(-x));
        return root.times(root).minus(other).value();
    }

    /// `1 / x + 1 / (2 x^2) + sum B2k / x^(2k + 1)`, after the recurrence.
    private static DoubleDouble positiveTrigamma(DoubleDouble x) {
        DoubleDouble shifted = x;
        DoubleDouble more = DoubleDouble.of(0);
        while (shifted.high() < ASYMPTOTIC) {
            DoubleDouble inverse = DoubleDouble.ONE.over(shifted);
            more = more.plus(inverse.times(inverse));
            shifted = shifted.plus(1);
        }
        DoubleDouble inverse = DoubleDouble.ONE.over(shifted);
        DoubleDouble square = inverse.times(inverse);
        DoubleDouble sum = more.plus(inverse).plus(square.over(2));
        DoubleDouble power = square.times(inverse);
        for (int k = 1; k <= BERNOULLI.length; k++) {
            sum = sum.plus(bernoulli(k).times(power));
            power = power.times(square);
        }
        return sum;
    }

    private static boolean isPole(double x) {
        return x <= 0 && x == Math.rint(x);
    }

    private static DoubleDouble positiveLogGamma(DoubleDouble x) {
        DoubleDouble fromOne = x.plus(-1);
        if (Math.abs(fromOne.high()) < NEAR) {
            return logGammaSeries(fromOne, EULER.negated(), 0);
        }
        DoubleDouble fromTwo = x.plus(-2);
        if (Math.abs(fromTwo.high()) < NEAR) {
            return logGammaSeries(fromTwo, DoubleDouble.ONE.minus(EULER), -1);
        }
        DoubleDouble shifted = x;
        DoubleDouble product = DoubleDouble.ONE;
        while (shifted.high() < ASYMPTOTIC) {
            product = product.times(shifted);
            shifted = shifted.plus(1);
        }
        return stirling(shifted).minus(product.log());
    }

    /// `first t + sum (zeta(k) + more) (-t)^k / k`.
    private static DoubleDouble logGammaSeries(DoubleDouble t, DoubleDouble first, double more) {
        DoubleDouble sum = first.times(t);
        DoubleDouble power = t.negated();
        for (int k = 2; k < ZETA.size() + 2; k++) {
            power = power.times(t).negated();
            sum = sum.plus(ZETA.get(k - 2).plus(more).times(power).over(k));
        }
        return sum;
    }

    /// `x (log x - 1) - log(x) / 2 + log(2 pi) / 2 + sum B2k / (2k (2k - 1) x^(2k - 1))`; the first
    /// product scaled, so that its error does not overflow.
    private static DoubleDouble stirling(DoubleDouble x) {
        DoubleDouble logarithm = x.log();
        DoubleDouble sum = HALF_LOG_TWO_PI.minus(logarithm.over(2));
        DoubleDouble inverse = DoubleDouble.ONE.over(x);
        DoubleDouble square = inverse.times(inverse);
        DoubleDouble power = inverse;
        for (int k = 1; k <= BERNOULLI.length; k++) {
            sum = sum.plus(bernoulli(k).over(2.0 * k * (2 * k - 1)).times(power));
            power = power.times(square);
        }
        DoubleDouble product = x.scaled(-60).times(logarithm.plus(-1));
        return product.plus(sum.scaled(-60)).scaled(60);
    }

    private static DoubleDouble positiveDigamma(DoubleDouble x) {
        DoubleDouble fromZero = x.minus(ZERO);
        if (Math.abs(fromZero.high()) < NEAR) {
            DoubleDouble value = DoubleDouble.of(0);
            for (DoubleDouble coefficient : AT_ZERO.reversed()) {
                value = value.times(fromZero).plus(coefficient);
            }
            return value;
        }
        DoubleDouble shifted = x;
        DoubleDouble less = DoubleDouble.of(0);
        while (shifted.high() < ASYMPTOTIC) {
            less = less.plus(DoubleDouble.ONE.over(shifted));
            shifted = shifted.plus(1);
        }
        DoubleDouble inverse = DoubleDouble.ONE.over(shifted);
        DoubleDouble square = inverse.times(inverse);
        DoubleDouble sum = shifted.log().minus(inverse.over(2)).minus(less);
        DoubleDouble power = square;
        for (int k = 1; k <= BERNOULLI.length; k++) {
            sum = sum.minus(bernoulli(k).over(2.0 * k).times(power));
            power = power.times(square);
        }
        return sum;
    }

    private static DoubleDouble bernoulli(int k) {
        double[] fraction = BERNOULLI[k - 1];
        return DoubleDouble.of(fraction[0]).over(fraction[1]);
    }

    /// `sin(pi r)` or `cos(pi r)`, r the rest of x beside the nearest integer, by Taylor's series.
    ///
    /// @param first the power of its first term: 1 for the sine, 0 for the cosine
    private static DoubleDouble circular(double x, int first) {
        DoubleDouble angle = DoubleDouble.PI.times(x - Math.rint(x));
        DoubleDouble square = angle.times(angle).negated();
        DoubleDouble term = first == 1 ? angle : DoubleDouble.ONE;
        DoubleDouble sum = term;
        for (int n = first + 2; n < first + 36; n += 2) {
            term = term.times(square).over((double) n * (n - 1));
            sum = sum.plus(term);
        }
        return sum;
    }
}
