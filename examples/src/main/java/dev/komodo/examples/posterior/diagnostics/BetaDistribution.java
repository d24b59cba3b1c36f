package dev.komodo.examples.posterior.diagnostics;

/// The beta distribution with two shapes of at least 1.
///
/// @param a the exponent of `x`, plus 1
/// @param b the exponent of `1 - x`, plus 1
record BetaDistribution(double a, double b) {
    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-15;
    private static final int MAX_TERMS = 100_000;

    /// The probability of less than `x`: the regularised incomplete beta function. source: NIST
    /// DLMF 8.17.22, evaluated by Lentz's method.
    double probabilityBelow(double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        if (x > (a + 1) / (a + b + 2)) { // where the fraction of the mirror image converges faster
            return 1 - new BetaDistribution(b, a).probabilityBelow(1 - x);
        }
        double logFactor = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
        return Math.exp(logFactor) / (a * fraction(x));
    }

    /// The point below which a variable lies with a probability in (0, 1), by bisection.
    double quantile(double probability) {
        double low = 0;
        double high = 1;
        while (high - low > PRECISION * high) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (probabilityBelow(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private double fraction(double x) {
        double value = 1;
        double c = 1;
        double d = 0;
        for (int term = 1; term < MAX_TERMS; term++) {
            double coefficient = coefficient(term, x);
            d = 1 / awayFromZero(1 + coefficient * d);
            c = awayFromZero(1 + coefficient / c);
            value *= c * d;
            if (Math.abs(c * d - 1) < PRECISION) {
                return value;
            }
        }
        throw new IllegalStateException(this + " at " + x + ": the fraction does not converge");
    }

    private double coefficient(int term, double x) {
        int m = term / 2;
        return term % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    }

    private static double awayFromZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static double logBeta(double a, double b) {
        return logGamma(a) + logGamma(b) - logGamma(a + b);
    }

    /// Stirling's series after steps up to 15. source: NIST DLMF 5.11.1.
    private static double logGamma(double x) {
        double shifted = x;
        double product = 1;
        while (shifted < 15) {
            product *= shifted;
            shifted++;
        }
        double inverse = 1 / shifted;
        double square = inverse * inverse;
        double series = -square / 1188;
        series = square * (1 / 1680.0 + series);
        series = square * (1 / 1260.0 - series);
        series = square * (1 / 360.0 - series);
        series = inverse * (1 / 12.0 - series);
        return (shifted - 0.5) * Math.log(shifted)
                - shifted
                + 0.5 * Math.log(2 * Math.PI)
                + series
                - Math.log(product);
    }
}
