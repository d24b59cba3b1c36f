package dev.komodo.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// The gamma function's logarithm and the derivatives of that to some 90 digits: the recurrence up
/// to [#FAR], from there the asymptotic series with exact Bernoulli numbers (NIST Digital Library
/// of Mathematical Functions, 5.5, 5.11, 5.15).
public final class PreciseGamma {
    private static final MathContext DIGITS = new MathContext(100);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /// From here on 70 terms of the series leave less than 10^-110.
    private static final BigDecimal FAR = BigDecimal.valueOf(60);

    /// B2, B4 ... B140.
    private static final List<BigDecimal> BERNOULLI = bernoulli(70);

    private PreciseGamma() {}

    /// `log |gamma(x)|` where x is no pole.
    public static BigDecimal logGamma(BigDecimal x) {
        if (x.compareTo(HALF) < 0) {
            BigDecimal sine = PreciseReference.sinOfTurns(x, false).abs();
            BigDecimal ratio = PreciseReference.PI.divide(sine, DIGITS);
            return PreciseReference.log(ratio).subtract(logGamma(ONE.subtract(x)), DIGITS);
        }
        BigDecimal product = ONE;
        BigDecimal shifted = x;
        while (shifted.compareTo(FAR) < 0) {
            product = product.multiply(shifted, DIGITS);
            shifted = shifted.add(ONE);
        }
        BigDecimal logarithm = PreciseReference.log(shifted.round(DIGITS));
        BigDecimal sum = shifted.subtract(HALF).multiply(logarithm, DIGITS).subtract(shifted);
        BigDecimal turn = PreciseReference.log(PreciseReference.PI.multiply(TWO).round(DIGITS));
        sum = sum.add(turn.divide(TWO), DIGITS);
        BigDecimal inverse = ONE.divide(shifted, DIGITS);
        BigDecimal square = inverse.multiply(inverse, DIGITS);
        BigDecimal power = inverse;
        for (int k = 1; k <= BERNOULLI.size(); k++) {
            BigDecimal scale = BigDecimal.valueOf(2L * k * (2L * k - 1));
            sum = sum.add(BERNOULLI.get(k - 1).divide(scale, DIGITS).multiply(power), DIGITS);
            power = power.multiply(square, DIGITS);
        }
        return sum.subtract(PreciseReference.log(product), DIGITS);
    }

    /// The derivative of `log |gamma(x)|` where x is no pole.
    public static BigDecimal digamma(BigDecimal x) {
        if (x.compareTo(HALF) < 0) {
            BigDecimal cotangent =
                    PreciseReference.sinOfTurns(x, true)
                            .divide(PreciseReference.sinOfTurns(x, false), DIGITS);
            return digamma(ONE.subtract(x))
                    .subtract(cotangent.multiply(PreciseReference.PI), DIGITS);
        }
        BigDecimal less = BigDecimal.ZERO;
        BigDecimal shifted = x;
        while (shifted.compareTo(FAR) < 0) {
            less = less.add(ONE.divide(shifted, DIGITS), DIGITS);
            shifted = shifted.add(ONE);
        }
        BigDecimal inverse = ONE.divide(shifted, DIGITS);
        BigDecimal square = inverse.multiply(inverse, DIGITS);
        BigDecimal sum = PreciseReference.log(shifted.round(DIGITS)).subtract(less, DIGITS);
        sum = sum.subtract(inverse.divide(TWO), DIGITS);
        BigDecimal power = square;
        for (int k = 1; k <= BERNOULLI.size(); k++) {
            BigDecimal scale = BigDecimal.valueOf(2L * k);
            sum = sum.subtract(BERNOULLI.get(k - 1).divide(scale, DIGITS).multiply(power), DIGITS);
            power = power.multiply(square, DIGITS);
        }
        return sum;
    }

    /// `gamma(x)` where x is no pole.
    static BigDecimal gamma(BigDecimal x) {
        BigDecimal magnitude = PreciseReference.exp(logGamma(x));
        boolean isNegative =
                x.signum() < 0 && x.setScale(0, RoundingMode.FLOOR).toBigInteger().testBit(0);
        return isNegative ? magnitude.negate() : magnitude;
    }

    /// The second derivative of `log |gamma(x)|` where x is no pole.
    static BigDecimal trigamma(BigDecimal x) {
        if (x.compareTo(HALF) < 0) {
            BigDecimal sine = PreciseReference.sinOfTurns(x, false);
            BigDecimal root = PreciseReference.PI.divide(sine, DIGITS);
            return root.multiply(root, DIGITS).subtract(trigamma(ONE.subtract(x)), DIGITS);
        }
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal shifted = x;
        while (shifted.compareTo(FAR) < 0) {
            sum = sum.add(ONE.divide(shifted.multiply(shifted), DIGITS), DIGITS);
            shifted = shifted.add(ONE);
        }
        BigDecimal inverse = ONE.divide(shifted, DIGITS);
        BigDecimal square = inverse.multiply(inverse, DIGITS);
        sum = sum.add(inverse).add(square.divide(TWO), DIGITS);
        BigDecimal power = inverse.multiply(square, DIGITS);
        for (BigDecimal number : BERNOULLI) {
            sum = sum.add(number.multiply(power), DIGITS);
            power = power.multiply(square, DIGITS);
        }
        return sum;
    }

    /// `B2k = (-1)^(k - 1) 2k T(k) / (4^k (4^k - 1))` with the tangent numbers, which are integers
    /// (R. P. Brent, D. Harvey, "Fast computation of Bernoulli, tangent and secant numbers", 2013).
    private static List<BigDecimal> bernoulli(int count) {
        BigInteger[] tangent = new BigInteger[count + 1];
        tangent[1] = BigInteger.ONE;
        for (int k = 2; k <= count; k++) {
            tangent[k] = tangent[k - 1].multiply(BigInteger.valueOf(k - 1));
        }
        for (int k = 2; k <= count; k++) {
            for (int j = k; j <= count; j++) {
                tangent[j] =
                        tangent[j - 1]
                                .multiply(BigInteger.valueOf(j - k))
                                .add(tangent[j].multiply(BigInteger.valueOf(j - k + 2)));
            }
        }
        List<BigDecimal> numbers = new ArrayList<>();
        for (int k = 1; k <= count; k++) {
            BigInteger power = BigInteger.ONE.shiftLeft(2 * k);
            BigInteger denominator = power.multiply(power.subtract(BigInteger.ONE));
            BigInteger numerator = tangent[k].multiply(BigInteger.valueOf(2L * k));
            BigDecimal value =
                    new BigDecimal(numerator).divide(new BigDecimal(denominator), DIGITS);
            numbers.add(k % 2 == 1 ? value : value.negate());
        }
        return List.copyOf(numbers);
    }
}
