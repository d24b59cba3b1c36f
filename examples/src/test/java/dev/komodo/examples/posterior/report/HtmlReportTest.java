package dev.komodo.examples.posterior.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class HtmlReportTest {
    @Test
    void namesAreEscaped() {
        assertThat(Plot.trace("<a&b>", new double[][] {{1, 2}, {2, 1}}))
                .contains("<title>Trace of &lt;a&amp;b&gt;</title>")
                .doesNotContain("<a&b>");
    }

    @Test
    void picturesHaveACurvePerChainWithinTheirFrame() {
        String trace = Plot.trace("x", new double[][] {{0, 1, 0.5}, {1, 0, 0.25}});
        assertThat(trace.split("<path", -1)).hasSize(3);
        assertThat(trace).contains("class=\"c0\" d=\"M52 112l203 -108 203 54\"");
    }

    @Test
    void aConstantQuantityHasPicturesToo() {
        double[][] same = {{3, 3, 3}, {3, 3, 3}};
        assertThat(Plot.trace("x", same) + Plot.density("x", same)).doesNotContain("NaN");
    }

    @Test
    void densitiesIntegrateToOneAndPeakWhereTheDrawsAre() {
        SplittableRandom random = new SplittableRandom(5);
        double[] draws = random.doubles(2000).map(_ -> 4 + random.nextGaussian()).toArray();
        double[] density = DensityEstimate.of(draws, -2, 10, 241);
        assertThat(Arrays.stream(density).sum() * 12 / 240).isCloseTo(1, within(0.01));
        int peak =
                IntStream.range(0, density.length)
                        .reduce((a, b) -> density[a] >= density[b] ? a : b)
                        .orElseThrow();
        assertThat(-2 + peak * 12.0 / 240).isCloseTo(4, within(0.4));
    }

    @Test
    void numbersShowTheDigitsThatCount() {
        assertThat(
                        IntStream.range(0, 5)
                                .mapToObj(
                                        i ->
                                                SummaryTable.number(
                                                        new double[] {1.5, -47.67214, 2e-9, 0, 100}
                                                                [i])))
                .containsExactly("1.5", "-47.67", "2.000e-09", "0", "100");
    }
}
