package dev.komodo.examples.posterior.nuts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.examples.posterior.diagnostics.Summary;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;

/// The sampler on densities of which all is known.
class ChainTest {
    private static final int CHAINS = 4;

    private static LogDensity density(
            int dimension, ToDoubleBiFunction<double[], double[]> formula) {
        return new LogDensity() {
            @Override
            public int dimension() {
                return dimension;
            }

            @Override
            public double evaluate(double[] position, double[] gradient) {
                return formula.applyAsDouble(position, gradient);
            }
        };
    }

    /// Independent normals whose scales span four decades.
    private static final double[] MEANS = {0, 100, -3, 5};

    private static final double[] SCALES = {0.01, 100, 1, 10};

    private static final LogDensity NORMALS =
            density(
                    4,
                    (x, gradient) -> {
                        double sum = 0;
                        for (int i = 0; i < x.length; i++) {
                            double z = (x[i] - MEANS[i]) / SCALES[i];
                            gradient[i] = -z / SCALES[i];
                            sum -= z * z / 2;
                        }
                        return sum;
                    });

    /// The draws `[coordinate][chain][draw]` of chains with their own seeds.
    private static double[][][] sample(
            LogDensity density, ChainSettings settings, List<Step> steps) {
        double[][][] draws = new double[density.dimension()][CHAINS][settings.draws()];
        for (int chain = 0; chain < CHAINS; chain++) {
            int number = chain;
            SplittableRandom random = new SplittableRandom(1000 + chain);
            double[] start =
                    StartingPoint.find(density, new double[density.dimension()], 2, random);
            new Chain(density, start, settings, random)
                    .run(
                            (iteration, warmingUp, position, step) -> {
                                if (!warmingUp) {
                                    steps.add(step);
                                    for (int i = 0; i < position.length; i++) {
                                        draws[i][number][iteration - settings.warmup()] =
                                                position[i];
                                    }
                                }
                            });
        }
        return draws;
    }

    private static void assertWithin(double value, double expected, double standardError) {
        assertThat(value).isCloseTo(expected, within(5 * standardError));
    }

    @Test
    void normalsOfManyScalesAreMetAfterTheWarmup() {
        List<Step> steps = new ArrayList<>();
        double[][][] draws = sample(NORMALS, ChainSettings.DEFAULTS, steps);
        for (int i = 0; i < MEANS.length; i++) {
            Summary summary = Summary.of(draws[i]);
            assertThat(summary.rHat()).isLessThan(1.01);
            assertThat(summary.essBulk()).isGreaterThan(1000);
            assertWithin(summary.mean(), MEANS[i], summary.mcseMean());
            assertWithin(summary.sd(), SCALES[i], summary.mcseSd());
            assertWithin(summary.q05(), MEANS[i] - 1.6449 * SCALES[i], summary.mcseQ05());
            assertWithin(summary.q95(), MEANS[i] + 1.6449 * SCALES[i], summary.mcseQ95());
        }
        assertThat(steps).noneMatch(Step::diverged);
        // the metric has learned the scales: trajectories are short
        assertThat(steps.stream().mapToInt(Step::gradients).average().orElseThrow()).isLessThan(10);
        assertThat(steps.stream().mapToDouble(Step::acceptance).average().orElseThrow())
                .isBetween(0.75, 0.95);
    }

    /// Correlation 0.95, of which the metric knows nothing, and one variate with heavier tails:
    /// gamma(3) on the scale of its logarithm.
    @Test
    void correlatedAndSkewDensitiesAreMet() {
        double correlation = 0.95;
        double factor = 1 / (1 - correlation * correlation);
        LogDensity density =
                density(
                        3,
                        (x, gradient) -> {
                            gradient[0] = -factor * (x[0] - correlation * x[1]);
                            gradient[1] = -factor * (x[1] - correlation * x[0]);
                            gradient[2] = 3 - Math.exp(x[2]);
                            return (x[0] * gradient[0] + x[1] * gradient[1]) / 2
                                    + 3 * x[2]
                                    - Math.exp(x[2]);
                        });
        double[][][] draws = sample(density, ChainSettings.DEFAULTS, new ArrayList<>());
        for (int i = 0; i < 2; i++) {
            Summary summary = Summary.of(draws[i]);
            assertWithin(summary.mean(), 0, summary.mcseMean());
            assertWithin(summary.sd(), 1, summary.mcseSd());
        }
        double[][] products = new double[CHAINS][ChainSettings.DEFAULTS.draws()];
        double[][] gammas = new double[CHAINS][ChainSettings.DEFAULTS.draws()];
        for (int chain = 0; chain < CHAINS; chain++) {
            for (int i = 0; i < products[chain].length; i++) {
                products[chain][i] = draws[0][chain][i] * draws[1][chain][i];
                gammas[chain][i] = Math.exp(draws[2][chain][i]);
            }
        }
        Summary product = Summary.of(products);
        assertWithin(product.mean(), correlation, product.mcseMean());
        Summary gamma = Summary.of(gammas);
        assertWithin(gamma.mean(), 3, gamma.mcseMean());
        assertWithin(gamma.sd(), Math.sqrt(3), gamma.mcseSd());
        assertWithin(gamma.q50(), 2.67406, gamma.mcseQ50());
    }

    /// A step beyond the edge of the support has no density: it is never drawn.
    @Test
    void drawsStayWhereTheDensityIs() {
        LogDensity exponential =
                density(
                        1,
                        (x, gradient) -> {
                            gradient[0] = x[0] > 0 ? -1 : Double.NaN;
                            return x[0] > 0 ? -x[0] : Double.NEGATIVE_INFINITY;
                        });
        List<Step> steps = new ArrayList<>();
        ChainSettings settings = new ChainSettings(500, 2000, 0.95, 10);
        double[][][] draws = sample(exponential, settings, steps);
        Summary summary = Summary.of(draws[0]);
        assertThat(Draw.least(draws[0])).isPositive();
        assertThat(summary.mean()).isCloseTo(1, within(0.25));
        assertThat(steps).anyMatch(Step::diverged);
    }

    @Test
    void equalSeedsGiveEqualDraws() {
        ChainSettings settings = new ChainSettings(100, 50, 0.8, 10);
        double[][][] draws = sample(NORMALS, settings, new ArrayList<>());
        assertThat(sample(NORMALS, settings, new ArrayList<>())).isDeepEqualTo(draws);
        assertThat(draws[0][0]).isNotEqualTo(draws[0][1]);
    }

    @Test
    void trajectoriesEndAtTheGreatestDepth() {
        List<Step> steps = new ArrayList<>();
        sample(NORMALS, new ChainSettings(0, 50, 0.8, 3), steps);
        assertThat(steps).allMatch(step -> step.depth() <= 3 && step.gradients() <= 7);
        assertThat(steps).anyMatch(step -> step.gradients() == 7);
    }

    @Test
    void aDensityThatIsNowhereFiniteIsRefused() {
        LogDensity nowhere = density(2, (x, gradient) -> Double.NaN);
        assertThatThrownBy(
                        () ->
                                StartingPoint.find(
                                        nowhere, new double[2], 2, new SplittableRandom(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("100 tries")
                .hasMessageContaining("NaN");
    }

    @Test
    void aFlatDensityIsRefused() {
        LogDensity flat = density(1, (x, gradient) -> gradient[0] = 0);
        Chain chain =
                new Chain(flat, new double[1], ChainSettings.DEFAULTS, new SplittableRandom(1));
        assertThatThrownBy(() -> chain.run((_, _, _, _) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("flat");
    }

    private static final class Draw {
        static double least(double[][] chains) {
            double least = Double.POSITIVE_INFINITY;
            for (double[] chain : chains) {
                for (double draw : chain) {
                    least = Math.min(least, draw);
                }
            }
            return least;
        }
    }
}
