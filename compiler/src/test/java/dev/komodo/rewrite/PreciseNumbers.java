package dev.komodo.rewrite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// Elementary functions in 800 decimal digits, which naive formulas may lose by the hundred.
final class PreciseNumbers {
    static final MathContext DIGITS = new MathContext(800);
    static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final int HALVINGS = 64;
    private static final BigDecimal ROOT_PI = pi().sqrt(DIGITS);

    private PreciseNumbers() {}

    /// `exp(x / 2^k)^(2^k)`, the inner one by its series.
    static BigDecimal exp(BigDecimal x) {
        int size = Math.max(0, x.precision() - x.scale()) * 4;
        int halvings = HALVINGS + size;
        BigDecimal small = x.divide(new BigDecimal(BigInteger.ONE.shiftLeft(halvings)), wide(size));
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int n = 1; term.signum() != 0 && isVisible(term, sum); n++) {
            term = term.multiply(small, wide(size)).divide(BigDecimal.valueOf(n), wide(size));
            sum = sum.add(term, wide(size));
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, wide(size));
        }
        return sum.round(DIGITS);
    }

    private static MathContext wide(int size) {
        return new MathContext(DIGITS.getPrecision() + 60 + size);
    }

    private static boolean isVisible(BigDecimal term, BigDecimal sum) {
        int term10 = term.precision() - term.scale();
        return term10 > sum.precision() - sum.scale() - DIGITS.getPrecision() - 60;
    }

    /// Halley's iteration on `exp(y) = x`, which triples the digits.
    static BigDecimal log(BigDecimal x) {
        if (x.signum() <= 0) {
            throw new ArithmeticException("No logarithm of " + x.round(new MathContext(5)));
        }
        int exponent = x.precision() - x.scale();
        BigDecimal mantissa = x.movePointLeft(exponent);
        BigDecimal y = iterated(mantissa);
        return exponent == 0
                ? y
                : y.add(iterated(BigDecimal.TEN).multiply(BigDecimal.valueOf(exponent)), DIGITS);
    }

    private static BigDecimal iterated(BigDecimal x) {
        BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
        for (int i = 0; i < 4; i++) {
            BigDecimal e = exp(y);
            BigDecimal step = x.subtract(e).divide(x.add(e), DIGITS);
            y = y.add(step.multiply(TWO), DIGITS);
        }
        return y;
    }

    /// Abramowitz and Stegun, 7.1.14 beyond 6, 7.1.5 below.
    static BigDecimal erfc(BigDecimal x) {
        if (x.signum() < 0) {
            return TWO.subtract(erfc(x.negate()), DIGITS);
        }
        if (x.compareTo(BigDecimal.valueOf(6)) < 0) {
            return ONE.subtract(series(x), DIGITS);
        }
        MathContext enough = new MathContext(60);
        BigDecimal value = x;
        for (int n = 500; n >= 1; n--) {
            value = x.add(BigDecimal.valueOf(0.5 * n).divide(value, enough), enough);
        }
        BigDecimal gauss = exp(x.multiply(x).negate());
        return gauss.divide(value, DIGITS).divide(ROOT_PI, DIGITS);
    }

    private static BigDecimal series(BigDecimal x) {
        BigDecimal square = x.multiply(x);
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; n < 2000 && isVisible(power, sum); n++) {
            power = power.multiply(square, DIGITS).negate().divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS), DIGITS);
        }
        return sum.multiply(TWO).divide(ROOT_PI, DIGITS);
    }

    /// Machin: `pi = 16 atan(1/5) - 4 atan(1/239)`.
    private static BigDecimal pi() {
        return inverseTangent(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(inverseTangent(239).multiply(BigDecimal.valueOf(4)));
    }

    private static BigDecimal inverseTangent(long inverse) {
        BigDecimal square = BigDecimal.valueOf(-inverse * inverse);
        BigDecimal power = ONE.divide(BigDecimal.valueOf(inverse), DIGITS);
        BigDecimal sum = power;
        for (int n = 3; n < 1200; n += 2) {
            power = power.divide(square, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
        }
        return sum;
    }
}
