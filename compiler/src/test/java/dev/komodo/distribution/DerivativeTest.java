package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.autodiff.GradientCheck;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Derivatives of log-densities by variates and parameters, backward and forward, against
/// differences.
class DerivativeTest {
    static Stream<Case> numbers() {
        return Case.measuring().stream();
    }

    static Stream<Case> counts() {
        return Case.counting().stream();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void ofNumbers(Case test) {
        check(test, LiteralBuilder.vector(DType.F64, 0.125, 0.5, 0.875));
    }

    @ParameterizedTest
    @MethodSource("counts")
    void ofCounts(Case test) {
        LiteralBuilder x = new LiteralBuilder(DType.I64, 2);
        check(test, x.putBits(1, 1).build());
    }

    private static void check(Case test, Literal x) {
        List<Literal> point = new ArrayList<>();
        point.add(x);
        // the number of trials is an integer
        boolean trials = test.name().startsWith("Binomial");
        for (int i = trials ? 1 : 0; i < test.parameters().size(); i++) {
            double shifted =
                    test.parameters().get(i) + (test.name().equals("Uniform") ? i - 0.3 : 0);
            point.add(LiteralBuilder.scalar(DType.F64, shifted));
        }
        check(
                point,
                1e-8,
                xs -> {
                    List<Object> parameters = new ArrayList<>(xs.subList(1, xs.size()));
                    if (trials) {
                        parameters.addFirst(test.parameters().getFirst());
                    }
                    return Distributions.of(test.name(), parameters.toArray())
                            .logDensity(xs.getFirst());
                });
    }

    private static void check(
            List<Literal> point, double tolerance, Function<List<Tensor>, Tensor> function) {
        GradientCheck check = GradientCheck.of(function, point);
        assertThat(check.largestError()).as(check.toString()).isLessThan(tolerance);
    }

    /// With shapes so large that gamma functions cancel by ten digits.
    @Test
    void ofLargeShapes() {
        check(
                List.of(vector(1.25e8, 1.2501e8), vector(1e8)),
                1e-4,
                xs -> Gamma.of(xs.get(1), 0.8).logDensity(xs.getFirst()));
        check(
                List.of(vector(3), vector(1e9)),
                1e-6,
                xs -> StudentT.of(xs.get(1), 0, 1).logDensity(xs.getFirst()));
        check(
                List.of(vector(2.5), vector(1e9)),
                1e-6,
                xs ->
                        NegativeBinomial.of(xs.get(0), xs.get(1))
                                .logDensity(xs.getFirst().builder().constants(3)));
    }

    /// At a shape of exactly 1 the exponent of x is 0, and the derivative by it is `log(x)` all the
    /// same.
    @Test
    void atExponentsOfZero() {
        check(
                List.of(vector(0.25, 0.5), vector(1), vector(1)),
                1e-9,
                xs -> Beta.of(xs.get(1), xs.get(2)).logDensity(xs.getFirst()));
        check(
                List.of(vector(0.25, 3), vector(1), vector(2)),
                1e-9,
                xs -> Gamma.of(xs.get(1), xs.get(2)).logDensity(xs.getFirst()));
        check(
                List.of(vector(0.25, 3), vector(1), vector(2)),
                1e-9,
                xs -> Weibull.of(xs.get(1), xs.get(2)).logDensity(xs.getFirst()));
    }

    @Test
    void ofVectorsAndMatrices() {
        check(
                List.of(
                        matrix(2, 3, 0.5, -1, 2, 0.1, 0.7, -0.3),
                        vector(1, 2, 3),
                        vector(factor())),
                1e-8,
                xs ->
                        MultivariateNormal.of(xs.get(1), factor(xs.get(2)))
                                .logDensity(xs.getFirst()));
        check(
                List.of(
                        matrix(2, 3, 0.5, -1, 2, 0.1, 0.7, -0.3),
                        vector(1, 2, 3),
                        vector(factor())),
                1e-8,
                xs ->
                        MultivariateNormalPrecision.of(xs.get(1), factor(xs.get(2)))
                                .logDensity(xs.getFirst()));
        check(
                List.of(vector(0.4, -0.2), vector(0.5, 1, 3)),
                1e-8,
                xs -> {
                    Tensor u = xs.getFirst();
                    return Dirichlet.of(xs.get(1))
                            .logDensity(Transform.simplex().constrain(u))
                            .add(Transform.simplex().logAbsDetJacobian(u));
                });
        check(
                List.of(vector(0.4, -0.2, 1), vector(2.5)),
                1e-8,
                xs -> {
                    Transform transform = Transform.choleskyCorrelation();
                    return LkjCholesky.of(3, xs.get(1))
                            .logDensity(transform.constrain(xs.getFirst()))
                            .add(transform.logAbsDetJacobian(xs.getFirst()));
                });
        check(
                List.of(vector(0.4, -0.2, 1)),
                1e-8,
                xs ->
                        CategoricalLogit.of(xs.getFirst())
                                .logDensity(xs.getFirst().builder().constants(2, 0, 2)));
        check(
                List.of(matrix(2, 3, 0.4, -0.2, 1, 2, 0, -1)),
                1e-8,
                xs ->
                        CategoricalLogit.of(xs.getFirst())
                                .logDensity(xs.getFirst().builder().constants(2, 0)));
    }

    private static double[] factor() {
        return new double[] {0.3, 0.5, -0.2, 1, -0.7, 0.1};
    }

    private static Tensor factor(Tensor u) {
        return Transform.choleskyCovariance().constrain(u);
    }

    private static Literal vector(double... values) {
        return LiteralBuilder.vector(DType.F64, values);
    }

    private static Literal matrix(int rows, int columns, double... values) {
        return LiteralBuilder.of(DType.F64, new long[] {rows, columns}, values);
    }
}
