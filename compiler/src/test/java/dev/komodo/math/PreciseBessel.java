package dev.komodo.math;

import java.math.BigDecimal;
import java.math.MathContext;

/// The Bessel functions of the first kind, plain and modified, of integer order, to some 90 digits:
/// power series, with digits for what cancels, and Hankel's expansions beyond 130 (NIST Digital
/// Library of Mathematical Functions, 10.2.2, 10.17.3, 10.25.2, 10.40.1).
final class PreciseBessel {
    private static final MathContext DIGITS = new MathContext(230);
    private static final BigDecimal FAR = BigDecimal.valueOf(130);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private PreciseBessel() {}

    /// `J(x)`.
    static BigDecimal oscillating(BigDecimal x, int order) {
        BigDecimal y = x.abs();
        BigDecimal value;
        if (y.compareTo(FAR) < 0) {
            value = series(y, order, -1);
        } else {
            BigDecimal[] parts = hankel(y, order);
            BigDecimal turns = y.divide(PreciseReference.PI, PreciseReference.PI_DIGITS);
            BigDecimal offset = BigDecimal.valueOf(0.25 + 0.5 * order);
            BigDecimal angle = turns.subtract(offset);
            BigDecimal cosine = PreciseReference.sinOfTurns(angle, true);
            BigDecimal sine = PreciseReference.sinOfTurns(angle, false);
            BigDecimal root = PreciseReference.PI.multiply(y).multiply(HALF).sqrt(DIGITS);
            value =
                    parts[0].multiply(cosine)
                            .subtract(parts[1].multiply(sine))
                            .divide(root, DIGITS);
        }
        return order % 2 == 1 && x.signum() < 0 ? value.negate() : value;
    }

    /// `I(x)`, or `exp(-|x|) I(x)`.
    static BigDecimal modified(BigDecimal x, int order, boolean isScaled) {
        BigDecimal y = x.abs();
        BigDecimal value;
        if (y.compareTo(FAR) < 0) {
            value = series(y, order, 1);
            value = isScaled ? value.multiply(PreciseReference.exp(y.negate())) : value;
        } else {
            BigDecimal root = PreciseReference.PI.multiply(y).multiply(TWO).sqrt(DIGITS);
            value = alternating(y, order).divide(root, DIGITS);
            value = isScaled ? value : value.multiply(PreciseReference.exp(y));
        }
        return order % 2 == 1 && x.signum() < 0 ? value.negate() : value;
    }

    private static BigDecimal series(BigDecimal y, int order, int sign) {
        BigDecimal half = y.multiply(HALF);
        BigDecimal square = half.multiply(half).multiply(BigDecimal.valueOf(sign)).round(DIGITS);
        BigDecimal term = order == 0 ? ONE : half;
        BigDecimal sum = term;
        for (int k = 1; k < 20 || isVisible(term, sum); k++) {
            term =
                    term.multiply(square, DIGITS)
                            .divide(BigDecimal.valueOf((long) k * (k + order)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static boolean isVisible(BigDecimal term, BigDecimal sum) {
        return term.signum() != 0
                && term.precision() - term.scale() > sum.precision() - sum.scale() - 110;
    }

    private static BigDecimal alternating(BigDecimal y, int order) {
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int k = 0; k < 250 && isVisible(term, sum); k++) {
            term = next(term, k, order, y).negate();
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal[] hankel(BigDecimal y, int order) {
        BigDecimal[] sums = {ONE, BigDecimal.ZERO};
        BigDecimal term = ONE;
        for (int k = 1; k < 250 && isVisible(term, ONE); k++) {
            term = next(term, k - 1, order, y);
            BigDecimal signed = k / 2 % 2 == 0 ? term : term.negate();
            sums[k % 2] = sums[k % 2].add(signed, DIGITS);
        }
        return sums;
    }

    private static BigDecimal next(BigDecimal term, int k, int order, BigDecimal y) {
        long factor = 4L * order * order - (2L * k + 1) * (2L * k + 1);
        BigDecimal divisor = y.multiply(BigDecimal.valueOf(8L * (k + 1)));
        return term.multiply(BigDecimal.valueOf(factor)).divide(divisor, DIGITS);
    }
}
