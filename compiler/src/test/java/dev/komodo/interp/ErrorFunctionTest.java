package dev.komodo.interp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.MathContext;

class ErrorFunctionTest {
    private static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal TWO_BY_ROOT_PI =
            new BigDecimal(
                    "1.12837916709551257389615890312154517168810125865799771368817144342128");

    @Test
    void agreesWithTheSeriesBelowOneUlp() {
        double worst = 0;
        for (int i = -650; i <= 650; i++) {
            double x = i / 100.0 + 1e-5;
            BigDecimal exact = series(x);
            double error =
                    exact.subtract(new BigDecimal(ErrorFunction.erf(x))).abs().doubleValue()
                            / Math.ulp(exact.doubleValue());
            worst = Math.max(worst, error);
        }
        assertThat(worst).isLessThan(1.0);
    }

    @Test
    void keepsTheSpecialValues() {
        assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
        assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Double.doubleToRawLongBits(ErrorFunction.erf(-0.0)))
                .isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(ErrorFunction.erf(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
    }

    /// Abramowitz and Stegun, 7.1.5: `2 / sqrt(pi) * sum (-1)^n x^(2n+1) / (n! (2n+1))`.
    private static BigDecimal series(double at) {
        BigDecimal x = new BigDecimal(at);
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal power = x;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 0; n < 400; n++) {
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS), DIGITS);
            power =
                    power.multiply(square, DIGITS)
                            .negate()
                            .divide(BigDecimal.valueOf(n + 1L), DIGITS);
        }
        return sum.multiply(TWO_BY_ROOT_PI, DIGITS);
    }
}
