package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.library.GoodnessOfFit;
import dev.komodo.library.Random;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Draws fit the densities.
class SampleTest {
    private static final int SAMPLES = 20_000;

    private static Map<String, double[]> draws(List<Case> cases, int samples) {
        Graph graph =
                Graph.build(
                        "draws",
                        g -> {
                            for (int i = 0; i < cases.size(); i++) {
                                Tensor key = Random.key(g, 100 + i);
                                Tensor draws = cases.get(i).distribution().sample(key, samples);
                                g.output("y" + i, draws.cast(DType.F64));
                            }
                        });
        Map<String, double[]> draws = new HashMap<>();
        Interpreter.run(graph, Map.of())
                .forEach((name, literal) -> draws.put(name, Evaluator.doubles(literal)));
        return draws;
    }

    @Test
    void numbersFollowTheirDensity() {
        List<Case> cases = Case.measuring();
        Map<String, double[]> draws = draws(cases, SAMPLES);
        for (int i = 0; i < cases.size(); i++) {
            Case test = cases.get(i);
            double[] points = test.grid().points();
            double[] sums = test.grid().running(test.densities());
            GoodnessOfFit.kolmogorov(
                    test.toString(),
                    Evaluator.named(draws, "y" + i),
                    x -> interpolated(points, sums, x));
        }
    }

    /// The distribution function between two points, of which it has the sums up to the middles of
    /// the steps around them.
    private static double interpolated(double[] points, double[] sums, double x) {
        int found = Arrays.binarySearch(points, x);
        int above = found >= 0 ? found : -found - 1;
        if (above == 0 || above >= points.length) {
            return above == 0 ? 0 : 1;
        }
        double part = (x - points[above - 1]) / (points[above] - points[above - 1]);
        double low = above >= 2 ? (sums[above - 2] + sums[above - 1]) / 2 : 0;
        double high = (sums[above - 1] + sums[above]) / 2;
        return low + part * (high - low);
    }

    @Test
    void countsFollowTheirProbabilities() {
        List<Case> cases = Case.counting();
        Map<String, double[]> draws = draws(cases, SAMPLES / 4);
        for (int i = 0; i < cases.size(); i++) {
            double[] probabilities = cases.get(i).densities();
            long[] counts =
                    Arrays.stream(Evaluator.named(draws, "y" + i))
                            .mapToLong(count -> (long) count)
                            .toArray();
            GoodnessOfFit.chiSquare(
                    cases.get(i).toString(),
                    counts,
                    k -> k < probabilities.length ? probabilities[k] : 0);
        }
    }

    @Test
    void drawsHaveTheShapeOfDimsThenParametersThenEvent() {
        Graph.build(
                "shapes",
                g -> {
                    Tensor key = Random.key(g, 1);
                    Tensor three = g.constants(DType.F64, 1, 2, 3);
                    Tensor column = three.reshape(3, 1);
                    Tensor identity = LkjCholesky.of(2, 1).sample(Random.key(g, 2));
                    assertThat(Normal.of(three, column).sample(key, 5, 2).shape())
                            .isEqualTo(Shape.of(5, 2, 3, 3));
                    assertThat(Normal.of(0, 1).sample(key).shape()).isEqualTo(Shape.SCALAR);
                    assertThat(Poisson.of(three).sample(key).dtype()).isEqualTo(DType.I64);
                    assertThat(Categorical.of(three.div(6)).sample(key, 4).shape())
                            .isEqualTo(Shape.of(4));
                    assertThat(Dirichlet.of(three).sample(key, 4).shape())
                            .isEqualTo(Shape.of(4, 3));
                    assertThat(
                                    MultivariateNormal.of(g.constants(DType.F64, 1, 2), identity)
                                            .sample(key, 4)
                                            .shape())
                            .isEqualTo(Shape.of(4, 2));
                    assertThat(LkjCholesky.of(4, three).sample(key, 5).shape())
                            .isEqualTo(Shape.of(5, 3, 4, 4));
                    g.output("y", identity);
                });
    }

    @Test
    void parametersOutsideTheirDomainGiveNoNumbers() {
        assertThat(Evaluator.of(g -> Normal.of(0, -1).sample(Random.key(g, 1), 2)))
                .containsExactly(Double.NaN, Double.NaN);
        assertThat(Evaluator.of(g -> Binomial.of(3, 1.5).sample(Random.key(g, 1), 2)))
                .containsExactly(-1, -1);
        assertThat(Evaluator.of(g -> Bernoulli.of(-1).sample(Random.key(g, 1))))
                .containsExactly(-1);
        assertThat(Evaluator.of(g -> Binomial.of(0, 0.5).sample(Random.key(g, 1))))
                .containsExactly(0);
        assertThat(Evaluator.of(g -> Binomial.of(7, 1).sample(Random.key(g, 1))))
                .containsExactly(7);
    }

    @Test
    void categoriesAndVectorsHaveTheirMoments() {
        Map<String, double[]> draws =
                Evaluator.machine(
                        Graph.build(
                                "vectors",
                                g -> {
                                    Tensor p = g.constants(DType.F64, 0.2, 0.5, 0.3);
                                    Tensor a = g.constants(DType.F64, 0.3, 2, 5);
                                    Tensor mu = g.constants(DType.F64, 1, -2);
                                    Tensor l = g.constants(DType.F64, 2, 99, -1, 0.5).reshape(2, 2);
                                    g.output(
                                            "categorical",
                                            draw(Categorical.of(p), g.constant(DType.F64, 0), 1));
                                    g.output(
                                            "logit",
                                            draw(
                                                    CategoricalLogit.of(p.mul(7).log()),
                                                    g.constant(DType.F64, 0),
                                                    2));
                                    g.output("dirichlet", draw(Dirichlet.of(a), a, 3));
                                    g.output("normal", draw(MultivariateNormal.of(mu, l), mu, 4));
                                    g.output(
                                            "precision",
                                            draw(MultivariateNormalPrecision.of(mu, l), mu, 5));
                                    g.output("lkj", draw(LkjCholesky.of(3, 1.5), a, 6));
                                }),
                        Map.of());
        long[] categories = counts(Evaluator.named(draws, "categorical"));
        GoodnessOfFit.chiSquare(
                "categorical", categories, k -> k > 2 ? 0 : new double[] {0.2, 0.5, 0.3}[k]);
        long[] logits = counts(Evaluator.named(draws, "logit"));
        GoodnessOfFit.chiSquare("logit", logits, k -> k > 2 ? 0 : new double[] {0.2, 0.5, 0.3}[k]);
        double[] dirichlet = Evaluator.named(draws, "dirichlet");
        assertThat(mean(dirichlet, 3, 0, -1)).isCloseTo(0.3 / 7.3, within(0.005));
        assertThat(mean(dirichlet, 3, 2, 2)).isCloseTo(5.0 * 6 / (7.3 * 8.3), within(0.01));
        double[] normal = Evaluator.named(draws, "normal");
        assertThat(mean(normal, 2, 0, -1)).isCloseTo(1, within(0.05));
        assertThat(mean(normal, 2, 0, 1)).isCloseTo(-2 - 2.0, within(0.15));
        assertThat(mean(normal, 2, 1, 1)).isCloseTo(4 + 1.25, within(0.15));
        // (L L^T)^-1 with L = [2 0; -1 0.5] is [1.25 2; 2 4]
        double[] precision = Evaluator.named(draws, "precision");
        assertThat(mean(precision, 2, 0, 0)).isCloseTo(1 + 1.25, within(0.1));
        assertThat(mean(precision, 2, 0, 1)).isCloseTo(-2 + 2.0, within(0.15));
        assertThat(mean(precision, 2, 1, 1)).isCloseTo(4 + 4.0, within(0.3));
        lkj(Evaluator.named(draws, "lkj"));
    }

    /// Each correlation r of the LKJ distribution has the density of `2 b - 1`, b beta with both
    /// parameters `eta + (n - 2) / 2`: variance `1 / (2 eta + n - 1)`.
    private static void lkj(double[] draws) {
        double[] first = new double[draws.length / 9];
        double[] last = new double[draws.length / 9];
        for (int i = 0; i < first.length; i++) {
            double[] l = Arrays.copyOfRange(draws, 9 * i, 9 * i + 9);
            first[i] = l[3];
            last[i] = l[3] * l[6] + l[4] * l[7];
            assertThat(l[6] * l[6] + l[7] * l[7] + l[8] * l[8]).isCloseTo(1, within(1e-12));
        }
        Distribution beta = Beta.of(2, 2);
        double[] points = Grid.of(Grid.Domain.UNIT).points();
        double[] sums =
                Grid.of(Grid.Domain.UNIT)
                        .running(Evaluator.of(x -> beta.logDensity(x).exp(), points));
        for (double[] correlations : List.of(first, last)) {
            GoodnessOfFit.kolmogorov(
                    "lkj", correlations, r -> interpolated(points, sums, (r + 1) / 2));
        }
    }

    private static long[] counts(double[] draws) {
        return Arrays.stream(draws).mapToLong(count -> (long) count).toArray();
    }

    private static Tensor draw(Distribution distribution, Tensor like, long seed) {
        return distribution.sample(Random.key(like.builder(), seed), SAMPLES).cast(DType.F64);
    }

    /// The mean of a product of two elements of vectors, or of one.
    private static double mean(double[] vectors, int size, int one, int other) {
        double sum = 0;
        for (int i = 0; i < vectors.length; i += size) {
            sum += vectors[i + one] * (other < 0 ? 1 : vectors[i + other]);
        }
        return sum / (vectors.length / (double) size);
    }
}
