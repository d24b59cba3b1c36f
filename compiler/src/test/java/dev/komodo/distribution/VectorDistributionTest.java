package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;

import java.util.function.Function;

/// Distributions of vectors, matrices and categories.
class VectorDistributionTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private static Tensor vector(GraphBuilder g, double... values) {
        return g.constants(DType.F64, values);
    }

    /// The normal density by covariance `[4 -2; -2 5]`, determinant 16, at (3, -1) around (1, -2):
    /// the squared distance is `(2, 1) S^-1 (2, 1) = (5 2^2 + 2 2 2 + 4) / 16`.
    @Test
    void theNormalDensityIsThatOfItsCovariance() {
        double expected = -LOG_TWO_PI - Math.log(16) / 2 - 32.0 / 16 / 2;
        Function<GraphBuilder, Tensor> factor = g -> vector(g, 2, 77, -1, 2).reshape(2, 2);
        assertThat(
                        Evaluator.of(
                                g ->
                                        MultivariateNormal.of(vector(g, 1, -2), factor.apply(g))
                                                .logDensity(vector(g, 3, -1, 1, -2).reshape(2, 2))))
                .containsExactly(
                        new double[] {expected, -LOG_TWO_PI - Math.log(16) / 2}, within(1e-14));
        assertThat(
                        Evaluator.of(
                                g ->
                                        MultivariateNormal.ofCovariance(
                                                        vector(g, 1, -2),
                                                        vector(g, 4, -2, -2, 5).reshape(2, 2))
                                                .logDensity(vector(g, 3, -1))))
                .containsExactly(new double[] {expected}, within(1e-14));
        // a batch of factors, and the factor of the inverse, sqrt(1 / 16) [sqrt(5) 0; 2 / sqrt(5) 4
        // / sqrt(5)]
        double root = Math.sqrt(5);
        assertThat(
                        Evaluator.of(
                                g ->
                                        MultivariateNormal.of(
                                                        vector(g, 1, -2),
                                                        factor.apply(g).broadcastTo(3, 2, 2))
                                                .logDensity(vector(g, 3, -1))))
                .containsExactly(new double[] {expected, expected, expected}, within(1e-14));
        assertThat(
                        Evaluator.of(
                                g ->
                                        MultivariateNormalPrecision.of(
                                                        vector(g, 1, -2),
                                                        vector(g, root, 55, 2 / root, 4 / root)
                                                                .reshape(2, 2)
                                                                .div(4))
                                                .logDensity(vector(g, 3, -1))))
                .containsExactly(new double[] {expected}, within(1e-14));
    }

    @Test
    void factorsThatAreNoneGiveNoNumber() {
        for (double diagonal : new double[] {0, -1, Double.NaN}) {
            assertThat(
                            Evaluator.of(
                                    g ->
                                            MultivariateNormal.of(
                                                            0,
                                                            vector(g, 1, 0, 0, diagonal)
                                                                    .reshape(2, 2))
                                                    .logDensity(vector(g, 0, 0))))
                    .containsExactly(Double.NaN);
        }
        assertThat(
                        Evaluator.of(
                                g ->
                                        MultivariateNormal.ofCovariance(
                                                        0, vector(g, 1, 2, 2, 1).reshape(2, 2))
                                                .logDensity(vector(g, 0, 0))))
                .containsExactly(Double.NaN);
        assertThatThrownBy(
                        () ->
                                Evaluator.of(
                                        g ->
                                                MultivariateNormal.of(0, vector(g, 1, 2))
                                                        .logDensity(vector(g, 0, 0))))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("square");
    }

    @Test
    void dirichletDensitiesAreThoseOfTheFormula() {
        // gamma(6) / (gamma(1) gamma(2) gamma(3)) 0.3 0.5^2 = 60 * 0.075
        assertThat(
                        Evaluator.of(
                                g ->
                                        Dirichlet.of(vector(g, 1, 2, 3))
                                                .logDensity(
                                                        vector(g, 0.2, 0.3, 0.5, 0, 0.4, 0.6)
                                                                .reshape(2, 3))))
                .containsExactly(
                        new double[] {Math.log(4.5), Math.log(60 * 0.4 * 0.36)}, within(1e-14));
        assertThat(dirichlet(0.2, 0.3, 0.6)).containsExactly(-INFINITY);
        assertThat(dirichlet(-0.1, 0.6, 0.5)).containsExactly(-INFINITY);
        assertThat(dirichlet(0.5, 0.5, 0)).containsExactly(-INFINITY);
        assertThat(dirichlet(Double.NaN, 0.5, 0.5)).containsExactly(Double.NaN);
        assertThat(
                        Evaluator.of(
                                g ->
                                        Dirichlet.of(vector(g, 1, -1))
                                                .logDensity(vector(g, 0.5, 0.5))))
                .containsExactly(Double.NaN);
    }

    private static double[] dirichlet(double... x) {
        return Evaluator.of(g -> Dirichlet.of(vector(g, 1, 2, 3)).logDensity(vector(g, x)));
    }

    @Test
    void categoriesHaveTheirProbabilities() {
        assertThat(
                        Evaluator.of(
                                g ->
                                        Categorical.of(vector(g, 0.2, 0.8, 0))
                                                .logDensity(g.constants(1, 0, 2, 3, -1))))
                .containsExactly(Math.log(0.8), Math.log(0.2), -INFINITY, -INFINITY, -INFINITY);
        assertThat(
                        Evaluator.of(
                                g ->
                                        CategoricalLogit.of(
                                                        vector(g, 1000, 1000, 0, 1, 1, 1)
                                                                .reshape(2, 3))
                                                .logDensity(g.constants(1, 2))))
                .containsExactly(new double[] {-Math.log(2), -Math.log(3)}, within(1e-15));
        assertThat(
                        Evaluator.of(
                                g ->
                                        Categorical.of(vector(g, 0.2, 0.7))
                                                .logDensity(g.constants(1))))
                .containsExactly(Double.NaN);
        assertThat(
                        Evaluator.of(
                                g ->
                                        Categorical.of(vector(g, 0.2, 0.8))
                                                .logDensity(vector(g, 0.5, Double.NaN, 1))))
                .containsExactly(-INFINITY, Double.NaN, Math.log(0.8));
    }

    /// Over all unconstrained numbers the density and the Jacobian of the transform integrate to 1.
    @Test
    void massesOverTransformsAreOne() {
        Grid line = Grid.of(Grid.Domain.REAL);
        for (double eta : new double[] {0.5, 1, 3}) {
            double[] densities =
                    Evaluator.of(u -> overCorrelations(u.reshape(-1, 1), 2, eta), line.points());
            assertThat(line.integral(densities)).isCloseTo(1, within(1e-9));
        }
        double[] shares =
                Evaluator.of(
                        u -> {
                            Tensor vectors = u.reshape(-1, 1);
                            Tensor concentration = vector(u.builder(), 1.7, 2.5);
                            return Dirichlet.of(concentration)
                                    .logDensity(Transform.simplex().constrain(vectors))
                                    .add(Transform.simplex().logAbsDetJacobian(vectors))
                                    .exp();
                        },
                        line.points());
        assertThat(line.integral(shares)).isCloseTo(1, within(1e-8));
    }

    /// In three dimensions by the trapezoidal rule, which is exact to many digits for what decays
    /// like powers of `1 / cosh(u)`.
    @Test
    void theMassOfLargerCorrelationsIsOne() {
        double step = 0.4;
        int reach = 20;
        int side = 2 * reach + 1;
        double[] points = new double[3 * side * side * side];
        for (int i = 0; i < points.length / 3; i++) {
            points[3 * i] = (i % side - reach) * step;
            points[3 * i + 1] = (i / side % side - reach) * step;
            points[3 * i + 2] = (i / side / side - reach) * step;
        }
        double[] total = Evaluator.of(u -> overCorrelations(u.reshape(-1, 3), 3, 2).sum(), points);
        assertThat(total[0] * step * step * step).isCloseTo(1, within(5e-6));
    }

    private static Tensor overCorrelations(Tensor u, int size, double eta) {
        Transform transform = Transform.choleskyCorrelation();
        return LkjCholesky.of(size, eta)
                .logDensity(transform.constrain(u))
                .add(transform.logAbsDetJacobian(u))
                .exp();
    }

    @Test
    void correlationsThatAreNoneHaveNoProbability() {
        assertThat(lkj(1, 0, 0.6, 0.8)[0]).isCloseTo(Math.log(0.75 * 0.64), within(1e-14));
        assertThat(lkj(1, 0, 0.6, -0.8)).containsExactly(-INFINITY);
        assertThat(lkj(1, 0.1, 0.6, 0.8)).containsExactly(-INFINITY);
        assertThat(lkj(1, 0, 0.6, 0.9)).containsExactly(-INFINITY);
        assertThat(lkj(Double.NaN, 0, 0.6, 0.8)).containsExactly(Double.NaN);
        assertThat(Evaluator.of(g -> LkjCholesky.of(1, 2).logDensity(vector(g, 1).reshape(1, 1))))
                .containsExactly(0);
        assertThat(
                        Evaluator.of(
                                g ->
                                        LkjCholesky.of(2, 0)
                                                .logDensity(vector(g, 1, 0, 0, 1).reshape(2, 2))))
                .containsExactly(Double.NaN);
        assertThatThrownBy(() -> LkjCholesky.of(0, 1)).isInstanceOf(InvalidGraphException.class);
    }

    /// Of one correlation r, for eta = 2: `3 / 4 (1 - r^2)`.
    private static double[] lkj(double... x) {
        return Evaluator.of(g -> LkjCholesky.of(2, 2).logDensity(vector(g, x).reshape(2, 2)));
    }
}
