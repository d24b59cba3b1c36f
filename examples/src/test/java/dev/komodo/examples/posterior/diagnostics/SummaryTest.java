package dev.komodo.examples.posterior.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.reflect.RecordComponent;

/// Values of a second implementation (NumPy and SciPy, autocovariances by Fourier transforms, ranks
/// and beta quantiles by SciPy) of the same definitions.
class SummaryTest {
    /// An autoregressive series driven by a linear congruential generator, the same in any
    /// language.
    private static double[][] series(int chains, int length, double memory, double apart) {
        double[][] series = new double[chains][length];
        for (int chain = 0; chain < chains; chain++) {
            long state = chain + 1L;
            double value = 0;
            for (int i = 0; i < length; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                value = memory * value + (state >>> 11) * 0x1p-53 - 0.5;
                series[chain][i] = value + apart * (chain + 1);
            }
        }
        return series;
    }

    @Test
    void correlatedDraws() throws Exception {
        assertSummary(
                series(4, 500, 0.6, 0),
                new Summary(
                        0.008069038669405604,
                        0.358452529453187,
                        -0.6046031804319161,
                        0.022317950264704803,
                        0.5883702728208057,
                        0.017122448146803537,
                        0.007434392437053854,
                        0.028906961246851492,
                        0.023651003953468405,
                        0.016815028372548113,
                        438.25974266485684,
                        434.8612686961251,
                        769.580232366338,
                        1.002325464143231));
    }

    @Test
    void antitheticDrawsOfOddNumber() throws Exception {
        assertSummary(
                series(3, 401, -0.5, 0),
                new Summary(
                        0.0035833706987315633,
                        0.3208015302272899,
                        -0.49444753483005893,
                        0.0025735913693973322,
                        0.5298492900667491,
                        0.005742578044265784,
                        0.00580469208188651,
                        0.012669678346843072,
                        0.007755727616281065,
                        0.008876595375206797,
                        3120.750509425764,
                        3231.6799958541123,
                        1102.4187464896197,
                        1.0009075920080124));
    }

    @Test
    void chainsThatDoNotAgree() throws Exception {
        assertSummary(
                series(4, 300, 0.3, 0.2),
                new Summary(
                        0.4925639717290445,
                        0.37242807681149165,
                        -0.14195519480551205,
                        0.49464676924814366,
                        1.116391452418032,
                        0.10658668537787744,
                        0.009505957079720571,
                        0.05234793118505654,
                        0.09738847533643566,
                        0.05143350708066696,
                        12.20896686882322,
                        12.371027693940267,
                        83.60334612286654,
                        1.2599249866668123));
    }

    private static void assertSummary(double[][] chains, Summary expected) throws Exception {
        Summary actual = Summary.of(chains);
        for (RecordComponent component : Summary.class.getRecordComponents()) {
            double value = (double) component.getAccessor().invoke(expected);
            // whether two draws are equally far from the median is a matter of rounding
            double tolerance = component.getName().equals("rHat") ? 1e-4 : 1e-9;
            assertThat((double) component.getAccessor().invoke(actual))
                    .as(component.getName())
                    .isCloseTo(value, relative(value, tolerance));
        }
    }

    private static Offset<Double> relative(double value, double tolerance) {
        return within(Math.abs(value) * tolerance);
    }

    /// R-hat sees scales that differ, which the means do not show.
    @Test
    void foldingSeesChainsOfOtherScales() {
        double[][] chains = series(4, 500, 0, 0);
        for (int i = 0; i < 500; i++) {
            chains[3][i] *= 5;
        }
        assertThat(Convergence.scaleReduction(Draws.split(chains))).isLessThan(1.01);
        assertThat(Summary.of(chains).rHat()).isGreaterThan(1.1);
    }

    @Test
    void whatDoesNotVaryHasNoErrorAndNoSize() {
        Summary summary = Summary.of(new double[][] {{2, 2, 2, 2}, {2, 2, 2, 2}});
        assertThat(summary.mean()).isEqualTo(2);
        assertThat(summary.mcseMean()).isZero();
        assertThat(summary.mcseSd()).isZero();
        assertThat(summary.mcseQ05()).isZero();
        assertThat(summary.essBulk()).isNaN();
        assertThat(summary.rHat()).isNaN();
    }

    @Test
    void chainsAreEquallyLong() {
        assertThatThrownBy(() -> Summary.of(new double[][] {{1, 2, 3, 4}, {1, 2, 3}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[4, 3]");
    }

    @Test
    void quantilesOfTheBetaDistribution() {
        assertThat(new BetaDistribution(20.5, 300.25).quantile(0.16))
                .isCloseTo(0.05041354955093124, within(1e-13));
        assertThat(new BetaDistribution(1, 1).quantile(0.84)).isCloseTo(0.84, within(1e-14));
        assertThat(new BetaDistribution(500, 500).quantile(0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(new BetaDistribution(1, 5000).quantile(0.1586552539314571))
                .isCloseTo(3.455015893420078e-05, within(1e-16));
    }

    @Test
    void quantilesOfTheNormalDistribution() {
        double[] probabilities = {0.5, 0.9, 0.3, 1e-5, 1e-14};
        double[] points = {
            0, 1.2815515655446004, -0.5244005127080409, -4.264890793922825, -7.6506280929352695
        };
        for (int i = 0; i < points.length; i++) {
            assertThat(NormalQuantile.of(probabilities[i]))
                    .isCloseTo(points[i], relative(points[i], 1e-15));
        }
    }
}
