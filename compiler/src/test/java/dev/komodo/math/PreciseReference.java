package dev.komodo.math;

import dev.komodo.graph.UnaryOp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// The functions of finite f64 operands to 80 digits or more, by series over [BigDecimal]: slow and
/// plain.
public final class PreciseReference {
    private static final MathContext DIGITS = new MathContext(100);
    static final MathContext PI_DIGITS = new MathContext(450);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    static final BigDecimal PI = machin();
    private static final double BITS_OF_A_DIGIT = Math.log(10) / Math.log(2);

    private PreciseReference() {}

    /// The value of an op at a point of its domain.
    public static BigDecimal unary(UnaryOp op, double at) {
        BigDecimal x = new BigDecimal(at);
        return switch (op) {
            case EXP -> exp(x);
            case EXP2 -> exp(x.multiply(log(TWO), DIGITS));
            case EXPM1 -> expm1(x);
            case LOG -> log(x);
            case LOG2 -> log(x).divide(log(TWO), DIGITS);
            case LOG10 -> log(x).divide(log(BigDecimal.TEN), DIGITS);
            case LOG1P -> log1p(x);
            case SIN -> sin(x, false);
            case COS -> sin(x, true);
            case TAN -> sin(x, false).divide(sin(x, true), DIGITS);
            case ASIN -> atan(x.divide(ONE.subtract(x.multiply(x)).sqrt(DIGITS), DIGITS));
            case ACOS -> acos(x);
            case ATAN -> atan(x);
            case SINH -> sinh(x);
            case COSH -> exp(x).add(exp(x.negate()), DIGITS).divide(TWO, DIGITS);
            case TANH -> tanh(x);
            case ASINH -> asinh(x);
            case ACOSH -> acosh(x);
            case ATANH ->
                    log1p(x.multiply(TWO).divide(ONE.subtract(x), DIGITS)).divide(TWO, DIGITS);
            case CBRT -> cbrt(x);
            case SIGMOID -> ONE.divide(ONE.add(exp(x.negate()), DIGITS), DIGITS);
            case SOFTPLUS -> log1p(exp(x));
            case ERF -> erf(x);
            case ERFC -> erfc(x);
            case LOG_GAMMA -> PreciseGamma.logGamma(x);
            case DIGAMMA -> PreciseGamma.digamma(x);
            case TRIGAMMA -> PreciseGamma.trigamma(x);
            case GAMMA -> PreciseGamma.gamma(x);
            case ERF_INVERSE -> inverseOfErfc(ONE.subtract(x));
            case ERFC_INVERSE -> inverseOfErfc(x);
            case BESSEL_J0 -> PreciseBessel.oscillating(x, 0);
            case BESSEL_J1 -> PreciseBessel.oscillating(x, 1);
            case BESSEL_I0 -> PreciseBessel.modified(x, 0, false);
            case BESSEL_I1 -> PreciseBessel.modified(x, 1, false);
            case BESSEL_I0_SCALED -> PreciseBessel.modified(x, 0, true);
            case BESSEL_I1_SCALED -> PreciseBessel.modified(x, 1, true);
            default -> throw new IllegalArgumentException("No reference for " + op);
        };
    }

    /// `a^b` for positive a.
    static BigDecimal power(double a, double b) {
        return exp(new BigDecimal(b).multiply(log(new BigDecimal(a)), DIGITS));
    }

    /// The distance of a result from a value, in units of the last place of the value's binade.
    ///
    /// @param fractionBits 23 or 52
    /// @param smallestExponent of a normal number: -126 or -1022
    public static double ulps(
            double result, BigDecimal exact, int fractionBits, int smallestExponent) {
        int exponent = exact.signum() == 0 ? smallestExponent : exponent(exact.abs());
        int unit = Math.max(exponent, smallestExponent) - fractionBits;
        BigDecimal scale = powerOfTwo(-unit);
        return new BigDecimal(result).subtract(exact).abs().multiply(scale, DIGITS).doubleValue();
    }

    /// `floor(log2 x)`.
    private static int exponent(BigDecimal x) {
        double digits = x.precision() - x.scale();
        int guess = (int) Math.floor(digits * BITS_OF_A_DIGIT) + 1;
        while (powerOfTwo(guess).compareTo(x) > 0) {
            guess--;
        }
        return guess;
    }

    private static BigDecimal powerOfTwo(int exponent) {
        BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(exponent)));
        return exponent >= 0 ? power : ONE.divide(power, DIGITS);
    }

    /// The angle of the point (x, y) for x not 0.
    static BigDecimal angle(double y, double x) {
        BigDecimal slope = new BigDecimal(y).divide(new BigDecimal(x), DIGITS);
        BigDecimal angle = atan(slope);
        return x > 0 ? angle : angle.add(y < 0 ? PI.negate() : PI, DIGITS);
    }

    private static BigDecimal sinh(BigDecimal x) {
        if (x.signum() < 0) {
            return sinh(x.negate()).negate();
        }
        BigDecimal e = expm1(x);
        return e.add(e.divide(e.add(ONE), DIGITS)).divide(TWO, DIGITS);
    }

    private static BigDecimal asinh(BigDecimal x) {
        BigDecimal square = x.multiply(x);
        BigDecimal root = square.add(ONE).sqrt(DIGITS);
        BigDecimal above = x.abs().add(square.divide(root.add(ONE), DIGITS), DIGITS);
        return x.signum() < 0 ? log1p(above).negate() : log1p(above);
    }

    private static BigDecimal acosh(BigDecimal x) {
        BigDecimal above = x.subtract(ONE);
        BigDecimal root = above.multiply(x.add(ONE)).sqrt(DIGITS);
        return log1p(above.add(root, DIGITS));
    }

    private static BigDecimal cbrt(BigDecimal x) {
        BigDecimal magnitude = x.abs();
        BigDecimal root = exp(log(magnitude).divide(BigDecimal.valueOf(3), DIGITS));
        return x.signum() < 0 ? root.negate() : root;
    }

    private static BigDecimal acos(BigDecimal x) {
        BigDecimal half = ONE.subtract(x).divide(ONE.add(x), DIGITS).sqrt(DIGITS);
        return atan(half).multiply(TWO);
    }

    /// Reduced to |x| <= 1 by pi / 2, then halved six times, then the series.
    private static BigDecimal atan(BigDecimal x) {
        if (x.abs().compareTo(ONE) > 0) {
            BigDecimal quarter = PI.divide(TWO);
            BigDecimal angle = atan(ONE.divide(x, DIGITS));
            return (x.signum() < 0 ? quarter.negate() : quarter).subtract(angle, DIGITS);
        }
        int halvings = x.abs().compareTo(new BigDecimal("0.01")) < 0 ? 0 : 6;
        BigDecimal small = x.round(DIGITS);
        for (int i = 0; i < halvings; i++) {
            BigDecimal root = ONE.add(small.multiply(small), DIGITS).sqrt(DIGITS);
            small = small.divide(ONE.add(root), DIGITS);
        }
        BigDecimal square = small.multiply(small, DIGITS).negate();
        BigDecimal power = small;
        BigDecimal sum = small;
        BigDecimal term = small;
        for (int n = 3; isVisible(term, sum); n += 2) {
            power = power.multiply(square, DIGITS);
            term = power.divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.multiply(BigDecimal.valueOf(1L << halvings));
    }

    /// The continued fraction for large x (Abramowitz and Stegun, 7.1.14), the difference for the
    /// rest.
    public static BigDecimal erfc(BigDecimal x) {
        if (x.compareTo(BigDecimal.valueOf(6)) < 0) {
            return ONE.subtract(erf(x));
        }
        BigDecimal value = x;
        for (int n = 400; n >= 1; n--) {
            value = x.add(BigDecimal.valueOf(0.5 * n).divide(value, DIGITS), DIGITS);
        }
        BigDecimal gauss = exp(x.multiply(x).negate());
        return gauss.divide(value, DIGITS).divide(PI.sqrt(DIGITS), DIGITS);
    }

    /// The y with `erfc(y) = x`, by Newton's method on the logarithm, from a few digits on (S.
    /// Winitzki's approximation); near x = 1 on erfc itself.
    private static BigDecimal inverseOfErfc(BigDecimal x) {
        if (x.compareTo(ONE) > 0) {
            return inverseOfErfc(TWO.subtract(x)).negate();
        }
        if (x.compareTo(ONE) == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal target = log(x.round(DIGITS));
        double w = target.doubleValue() + Math.log(2 - x.doubleValue());
        double part = 2 / (Math.PI * 0.147) + w / 2;
        double start = Math.sqrt(Math.sqrt(part * part - w / 0.147) - part);
        boolean isNear = ONE.subtract(x).doubleValue() < 0.1;
        BigDecimal y =
                isNear
                        ? ONE.subtract(x).multiply(PI.sqrt(DIGITS)).divide(TWO, DIGITS)
                        : new BigDecimal(start);
        for (int i = 0; i < 7; i++) {
            BigDecimal slope = exp(y.multiply(y, DIGITS)).multiply(PI.sqrt(DIGITS), DIGITS);
            BigDecimal value = isNear ? ONE.subtract(erf(y)) : erfc(y);
            BigDecimal error =
                    isNear
                            ? ONE.subtract(x).subtract(erf(y), DIGITS)
                            : log(value.round(DIGITS)).subtract(target, DIGITS).multiply(value);
            y = y.subtract(error.negate().multiply(slope, DIGITS).divide(TWO, DIGITS), DIGITS);
        }
        return y;
    }

    /// `exp(x) = exp(x / 2^k)^(2^k)`.
    public static BigDecimal exp(BigDecimal x) {
        int halvings = 12 + Math.max(0, x.precision() - x.scale()) * 4;
        BigDecimal small = x.divide(powerOfTwo(halvings), DIGITS);
        BigDecimal value = ONE.add(expSeries(small), DIGITS);
        for (int i = 0; i < halvings; i++) {
            value = value.multiply(value, DIGITS);
        }
        return value;
    }

    private static BigDecimal expm1(BigDecimal x) {
        return x.abs().compareTo(ONE) < 0 ? expSeries(x) : exp(x).subtract(ONE, DIGITS);
    }

    /// `x + x^2 / 2! + ...` for |x| <= 1.
    private static BigDecimal expSeries(BigDecimal x) {
        BigDecimal term = x.round(DIGITS);
        BigDecimal sum = term;
        for (int n = 2; isVisible(term, sum); n++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static boolean isVisible(BigDecimal term, BigDecimal sum) {
        return term.signum() != 0
                && term.precision() - term.scale() > sum.precision() - sum.scale() - 105;
    }

    /// Halley's iteration on `exp(y) = x`, which triples the digits; exact scaling by 2 first.
    public static BigDecimal log(BigDecimal x) {
        if (x.compareTo(ONE) == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal distance = x.subtract(ONE);
        if (distance.abs().compareTo(new BigDecimal("0.01")) < 0) {
            return logSeries(distance);
        }
        int exponent = exponent(x);
        BigDecimal mantissa = x.divide(powerOfTwo(exponent), DIGITS);
        BigDecimal part = logIteration(mantissa);
        return part.add(logIteration(TWO).multiply(BigDecimal.valueOf(exponent)), DIGITS);
    }

    private static BigDecimal logIteration(BigDecimal x) {
        BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
        for (int i = 0; i < 2; i++) {
            BigDecimal e = exp(y);
            BigDecimal step = x.subtract(e, DIGITS).divide(x.add(e), DIGITS);
            y = y.add(step.multiply(TWO), DIGITS);
        }
        return y;
    }

    /// `log(1 + d)` for |d| < 0.02 or tiny: `2 atanh(d / (2 + d))`.
    private static BigDecimal logSeries(BigDecimal d) {
        BigDecimal s = d.divide(TWO.add(d, DIGITS), DIGITS);
        BigDecimal square = s.multiply(s, DIGITS);
        BigDecimal power = s;
        BigDecimal sum = s;
        BigDecimal term = s;
        for (int n = 3; isVisible(term, sum); n += 2) {
            power = power.multiply(square, DIGITS);
            term = power.divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.multiply(TWO);
    }

    private static BigDecimal log1p(BigDecimal x) {
        return x.abs().compareTo(new BigDecimal("0.01")) < 0
                ? logSeries(x)
                : log(ONE.add(x, DIGITS));
    }

    private static BigDecimal tanh(BigDecimal x) {
        BigDecimal e = expm1(x.multiply(TWO));
        return e.divide(e.add(TWO), DIGITS);
    }

    /// Abramowitz and Stegun, 7.1.5.
    private static BigDecimal erf(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.valueOf(7)) > 0) {
            return BigDecimal.valueOf(x.signum());
        }
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal power = x.round(DIGITS);
        BigDecimal sum = power;
        BigDecimal term = power;
        for (int n = 1; n < 30 || isVisible(term, sum); n++) {
            power = power.multiply(square, DIGITS).negate().divide(BigDecimal.valueOf(n), DIGITS);
            term = power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.multiply(TWO, DIGITS).divide(PI.sqrt(DIGITS), DIGITS);
    }

    /// `sin(pi x)`, or the cosine.
    static BigDecimal sinOfTurns(BigDecimal x, boolean isCosine) {
        BigDecimal whole = x.setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal value = sin(x.subtract(whole).multiply(PI).round(DIGITS), isCosine);
        return whole.toBigInteger().testBit(0) ? value.negate() : value;
    }

    /// The series of the sine (or cosine) of x modulo 2 pi.
    private static BigDecimal sin(BigDecimal x, boolean isCosine) {
        BigDecimal turn = PI.multiply(TWO);
        BigDecimal turns = x.divide(turn, 0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(turn)).round(DIGITS);
        BigDecimal square = r.multiply(r, DIGITS).negate();
        BigDecimal term = isCosine ? ONE : r;
        BigDecimal sum = term;
        for (int n = isCosine ? 1 : 2; n < 20 || isVisible(term, sum); n += 2) {
            term =
                    term.multiply(square, DIGITS)
                            .divide(BigDecimal.valueOf((long) n * (n + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /// Machin: `pi = 16 atan(1/5) - 4 atan(1/239)`.
    private static BigDecimal machin() {
        BigDecimal first = inverseTangent(5).multiply(BigDecimal.valueOf(16));
        return first.subtract(inverseTangent(239).multiply(BigDecimal.valueOf(4)), PI_DIGITS);
    }

    private static BigDecimal inverseTangent(long inverse) {
        BigDecimal square = BigDecimal.valueOf(-inverse * inverse);
        BigDecimal power = ONE.divide(BigDecimal.valueOf(inverse), PI_DIGITS);
        BigDecimal sum = power;
        for (int n = 3; n < 660; n += 2) {
            power = power.divide(square, PI_DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), PI_DIGITS), PI_DIGITS);
        }
        return sum;
    }
}
