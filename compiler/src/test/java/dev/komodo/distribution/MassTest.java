package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// Densities integrate to 1, and what the distributions say of their means and variances is what
/// their densities say.
class MassTest {
    static Stream<Case> cases() {
        return Stream.of(Case.measuring(), Case.counting()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theMassIsOneAndTheMomentsAreThoseOfTheDensity(Case test) {
        double[] points = test.grid().points();
        double[] densities = test.densities();
        // the kink of the Laplace density costs what smoothness saves
        double kink = test.name().equals("Laplace") ? 1e-5 : 0;
        assertThat(test.grid().integral(densities)).isCloseTo(1, within(1e-9 + kink));
        if (!(test.distribution() instanceof Moments moments)) {
            return;
        }
        double mean = Evaluator.of(moments::mean)[0];
        double variance = Evaluator.of(moments::variance)[0];
        assertThat(mean(test, points, densities, 0, 1)).isCloseTo(mean, within(1e-7 + kink));
        if (Double.isFinite(variance)) {
            assertThat(mean(test, points, densities, mean, 2))
                    .isCloseTo(variance, within((1e-6 + kink) * (1 + variance)));
        } else {
            assertThat(test.toString()).startsWith("StudentT[1.5");
            assertThat(variance).isEqualTo(Double.POSITIVE_INFINITY);
        }
    }

    private static double mean(
            Case test, double[] points, double[] densities, double around, int power) {
        double[] values = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            values[i] = densities[i] * Math.pow(points[i] - around, power);
        }
        return test.grid().integral(values);
    }
}
