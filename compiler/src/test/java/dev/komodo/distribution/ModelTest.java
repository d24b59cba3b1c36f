package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ModelTest {
    private static final double[] EFFECTS = {28, 8, -3, 7, -1, 1, 18, 12};
    private static final double[] ERRORS = {15, 10, 16, 11, 9, 11, 10, 18};

    private static final Model SCHOOLS =
            Model.of(
                    "eight_schools",
                    m -> {
                        Tensor y = m.data("y", DType.F64, 8);
                        Tensor sigma = m.data("sigma", DType.F64, 8);
                        Tensor raw = m.parameter("theta_raw", 8);
                        Tensor mu = m.parameter("mu");
                        Tensor tau = m.parameter("tau", Transform.positive());
                        m.follows("prior.raw", raw, Normal.of(0, 1));
                        m.follows("prior.mu", mu, Normal.of(0, 5));
                        m.follows("prior.tau", tau, HalfCauchy.of(5));
                        Tensor theta = m.derived("theta", mu.add(tau.mul(raw)));
                        m.follows("likelihood", y, Normal.of(theta, sigma));
                    });

    private static Map<String, Literal> schools(double... u) {
        return Map.of(
                "u", LiteralBuilder.vector(DType.F64, u),
                "y", LiteralBuilder.vector(DType.F64, EFFECTS),
                "sigma", LiteralBuilder.vector(DType.F64, ERRORS));
    }

    private static double normal(double x, double mu, double sigma) {
        double z = (x - mu) / sigma;
        return -0.5 * z * z - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
    }

    @Test
    void theDensityIsThatOfTheTermsAndTheJacobian() {
        double[] u = {0.1, -0.2, 0.3, 0, 0.5, -1, 2, 0.7, 3, 1.5};
        double tau = Math.exp(1.5);
        double expected =
                normal(3, 0, 5) + Math.log(2 / (Math.PI * 5)) - Math.log1p(tau * tau / 25);
        for (int i = 0; i < 8; i++) {
            expected += normal(u[i], 0, 1) + normal(EFFECTS[i], 3 + tau * u[i], ERRORS[i]);
        }
        Map<String, Literal> density = Interpreter.run(SCHOOLS.logDensity(), schools(u));
        assertThat(Evaluator.literal(density, "log_density")[0])
                .isCloseTo(expected + 1.5, within(1e-12));
        Map<String, Literal> quantities = Interpreter.run(SCHOOLS.quantities(), schools(u));
        assertThat(quantities.keySet())
                .containsExactly("theta_raw", "mu", "tau", "theta", "log_density");
        assertThat(Evaluator.literal(quantities, "log_density")[0])
                .isCloseTo(expected, within(1e-12));
        assertThat(Evaluator.literal(quantities, "theta")[6]).isCloseTo(3 + 2 * tau, within(1e-12));
        Map<String, Literal> terms = Interpreter.run(SCHOOLS.terms(), schools(u));
        assertThat(terms.keySet())
                .containsExactly(
                        "prior.raw", "prior.mu", "prior.tau", "likelihood", "log_abs_det_jacobian");
        assertThat(Evaluator.literal(terms, "log_abs_det_jacobian")[0]).isEqualTo(1.5);
    }

    @Test
    void theGradientIsThatOfTheDensity() {
        double[] u = {0.1, -0.2, 0.3, 0, 0.5, -1, 2, 0.7, 3, 1.5};
        Map<String, Literal> found = Interpreter.run(SCHOOLS.logDensityAndGradient(), schools(u));
        double[] gradient = Evaluator.literal(found, "gradient");
        for (int i = 0; i < u.length; i++) {
            double step = 1e-5;
            double difference = (densityAt(u, i, step) - densityAt(u, i, -step)) / (2 * step);
            assertThat(gradient[i]).isCloseTo(difference, within(1e-7));
        }
        Map<String, Literal> values =
                new HashMap<>(Interpreter.run(SCHOOLS.quantities(), schools(u)));
        Literal density = values.remove("log_density");
        values.remove("theta");
        values.put("y", LiteralBuilder.vector(DType.F64, EFFECTS));
        values.put("sigma", LiteralBuilder.vector(DType.F64, ERRORS));
        Map<String, Literal> over = Interpreter.run(SCHOOLS.valueLogDensityAndGradient(), values);
        assertThat(over.get("log_density")).isEqualTo(density);
        double tau = Math.exp(1.5);
        assertThat(Evaluator.literal(over, "gradient.tau")[0] * tau + 1)
                .isCloseTo(gradient[9], within(1e-12));
        assertThat(Evaluator.literal(over, "gradient.theta_raw"))
                .containsExactly(Arrays.copyOf(gradient, 8));
    }

    private static double densityAt(double[] u, int index, double step) {
        double[] moved = u.clone();
        moved[index] += step;
        return Evaluator.literal(
                Interpreter.run(SCHOOLS.logDensity(), schools(moved)), "log_density")[0];
    }

    @Test
    void theLayoutIsThatOfTheDeclarations() {
        Model model =
                Model.of(
                        "layout",
                        m -> {
                            m.parameter("a", 2, 3);
                            m.parameter("shares", Transform.simplex(), 4, 3);
                            m.parameter("last", Transform.unit());
                        });
        assertThat(model.unconstrainedSize()).isEqualTo(Dim.of(6 + 8 + 1));
        assertThat(model.parameters().get(1).offset()).isEqualTo(Dim.of(6));
        assertThat(model.parameters().get(1).unconstrainedShape().toString()).isEqualTo("[4, 2]");
    }

    @Test
    void boundsMayDependOnParametersAndUnconstrainGoesBack() {
        Model model =
                Model.of(
                        "dependent",
                        m -> {
                            Tensor first = m.parameter("first", Transform.unit());
                            Tensor rest = m.constant(1).sub(first);
                            m.parameter("second", Transform.interval(0, rest));
                            m.parameter("steps", Transform.positiveOrdered(), 3);
                        });
        double[] u = {0.5, -1, 0.25, 0.5, -2};
        Map<String, Literal> values =
                Interpreter.run(
                        model.quantities(), Map.of("u", LiteralBuilder.vector(DType.F64, u)));
        double first = 1 / (1 + Math.exp(-0.5));
        assertThat(Evaluator.literal(values, "second")[0])
                .isCloseTo((1 - first) / (1 + Math.exp(1)), within(1e-15));
        Map<String, Literal> back =
                Interpreter.run(model.unconstrain(), without(values, "log_density"));
        assertThat(Evaluator.literal(back, "u")).containsExactly(u, within(1e-13));
    }

    private static Map<String, Literal> without(Map<String, Literal> values, String name) {
        Map<String, Literal> others = new HashMap<>(values);
        others.remove(name);
        return others;
    }

    @Test
    void parametersMayHaveTheExtentsOfTheData() {
        Model model =
                Model.of(
                        "groups",
                        m -> {
                            Tensor y = m.data("y", DType.F64, "groups");
                            Tensor sigma = m.parameter("sigma", Transform.positive());
                            Tensor mean = m.parameter("mean", "groups");
                            m.follows(y, Normal.of(mean, sigma));
                        });
        Map<String, Literal> density =
                Interpreter.run(
                        model.logDensityAndGradient(),
                        Map.of(
                                "u", LiteralBuilder.vector(DType.F64, 0, 1, 2, 3),
                                "y", LiteralBuilder.vector(DType.F64, 1, 2, 3)));
        assertThat(Evaluator.literal(density, "log_density")[0])
                .isCloseTo(3 * normal(0, 0, 1), within(1e-14));
        // -3 log(sigma) and the log-Jacobian
        assertThat(Evaluator.literal(density, "gradient")).containsExactly(-2, 0, 0, 0);
    }

    /// Densities of the steps of a loop, whose parameters are a carry and values from outside.
    @Test
    void termsMayBeComputedInLoops() {
        double[] y = {0.5, -1, 2};
        Model model =
                Model.of(
                        "volatility",
                        m -> {
                            Tensor mu = m.parameter("mu", Transform.affine(1, 2));
                            Tensor growth = m.parameter("growth", Transform.positive());
                            Tensor start = m.constant(1);
                            Tensor steps =
                                    m.graph()
                                            .scan(
                                                    Dim.of(3),
                                                    List.of(start),
                                                    List.of(m.data(y)),
                                                    (carries, elements) -> {
                                                        Tensor sigma = carries.getFirst();
                                                        Tensor density =
                                                                Normal.of(mu, sigma)
                                                                        .logDensity(
                                                                                elements
                                                                                        .getFirst());
                                                        return ScanStep.of(
                                                                List.of(sigma.mul(growth)),
                                                                List.of(density));
                                                    })
                                            .emitted()
                                            .getFirst();
                            m.add(steps);
                        });
        double growth = Math.exp(0.3);
        double mu = 1 + 2 * 0.25;
        double expected = 0.3 + Math.log(2);
        for (int i = 0; i < y.length; i++) {
            expected += normal(y[i], mu, Math.pow(growth, i));
        }
        Map<String, Literal> found =
                Interpreter.run(
                        model.logDensityAndGradient(),
                        Map.of("u", LiteralBuilder.vector(DType.F64, 0.25, 0.3)));
        assertThat(Evaluator.literal(found, "log_density")[0]).isCloseTo(expected, within(1e-13));
        double slope = 0;
        for (int i = 0; i < y.length; i++) {
            slope += 2 * (y[i] - mu) / Math.pow(growth, 2 * i);
        }
        assertThat(Evaluator.literal(found, "gradient")[0]).isCloseTo(slope, within(1e-13));
    }

    @Test
    void smallDataIsInTheGraphAndLargeDataIsNot() {
        Graph small = withData(100).logDensity();
        Graph large = withData(1000).logDensity();
        assertThat(small.weights()).isEmpty();
        assertThat(small.nodes()).anyMatch(node -> node.op() instanceof Op.Constant);
        assertThat(large.weights()).hasSize(1);
        assertThat(large.inputs()).extracting(Op.Input::name).containsExactly("u");
    }

    private static Model withData(int count) {
        return Model.of(
                "data", m -> m.follows(m.data(new double[count]), Normal.of(m.parameter("mu"), 1)));
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(
                        () ->
                                Model.of(
                                        "twice",
                                        m -> {
                                            m.parameter("mu");
                                            m.parameter("mu");
                                        }))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("'mu' is declared twice");
        assertThatThrownBy(() -> Model.of("taken", m -> m.parameter("log_density")))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("log_density");
        assertThatThrownBy(() -> Model.of("scalar", m -> m.parameter("p", Transform.simplex())))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("simplex");
        assertThatThrownBy(() -> Normal.of("mu", 1))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("String");
    }
}
