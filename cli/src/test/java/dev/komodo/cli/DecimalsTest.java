package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.SplittableRandom;

/// The same texts as [java.util.Formatter].
final class DecimalsTest {
    private static final int NUMBERS = 20_000;

    @Test
    void numbersAreWrittenAsByTheFormatter() {
        double[] special = {
            0,
            -0.0,
            1,
            -1,
            9.999995,
            9.9999949,
            99999.95,
            999999.5,
            999999.4,
            1e6,
            1e-4,
            9.9999995e-5,
            9.999994e-5,
            -0.04,
            0.05,
            0.15,
            1e100,
            4.9e-324,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        };
        for (double value : special) {
            compare(value);
        }
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < NUMBERS; i++) {
            compare((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-12, 15)));
            compare((float) random.nextDouble());
        }
    }

    private static void compare(double value) {
        assertThat(Decimals.significant(value))
                .isEqualTo(String.format(Locale.ROOT, "%.6g", value));
        assertThat(Decimals.fixed(value, 1)).isEqualTo(String.format(Locale.ROOT, "%.1f", value));
        assertThat(Decimals.fixed(value, 3)).isEqualTo(String.format(Locale.ROOT, "%.3f", value));
    }
}
