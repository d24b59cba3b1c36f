package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What densities are at the edge of the support, outside of it, and of parameters that are none.
class EdgesTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static double[] logDensity(String name, String parameters, double... x) {
        return Evaluator.of(v -> Distributions.of(name, numbers(parameters)).logDensity(v), x);
    }

    private static Object[] numbers(String parameters) {
        return Arrays.stream(parameters.split(" ")).map(Double::valueOf).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "HalfNormal, 2, -1e-300",
        "HalfCauchy, 2, -3",
        "Exponential, 2, -3",
        "Gamma, 2 3, -1",
        "Gamma, 2 3, Infinity",
        "Gamma, 2 3, 0",
        "InverseGamma, 2 3, 0",
        "InverseGamma, 2 3, -1",
        "InverseGamma, 2 3, Infinity",
        "Beta, 2 3, -0.1",
        "Beta, 2 3, 1.1",
        "Beta, 2 3, 0",
        "Beta, 2 3, 1",
        "Uniform, 2 3, 1.9",
        "Uniform, 2 3, 3.1",
        "LogNormal, 2 3, 0",
        "LogNormal, 2 3, -1",
        "LogNormal, 2 3, Infinity",
        "Weibull, 2 3, -1",
        "Weibull, 2 3, Infinity",
        "Normal, 2 3, Infinity",
        "Cauchy, 2 3, -Infinity",
        "StudentT, 4 2 3, Infinity",
        "Laplace, 2 3, Infinity",
        "Logistic, 2 3, -Infinity",
        "Logistic, 2 3, Infinity",
        "Bernoulli, 0.5, 2",
        "Bernoulli, 0.5, 0.5",
        "Bernoulli, 0.5, -1",
        "Bernoulli, 0, 1",
        "Bernoulli, 1, 0",
        "BernoulliLogit, 0.5, 2",
        "BernoulliLogit, 0.5, 0.5",
        "Binomial, 5 0.5, 6",
        "Binomial, 5 0.5, 2.5",
        "Binomial, 5 0, 1",
        "Binomial, 5 1, 4",
        "BinomialLogit, 5 0.5, -1",
        "Poisson, 5, -1",
        "Poisson, 5, 1.5",
        "Poisson, 5, Infinity",
        "Poisson, 0, 1",
        "PoissonLog, 5, -1",
        "NegativeBinomial, 5 2, -1",
        "NegativeBinomial, 0 2, 1",
        "NegativeBinomialLog, 5 2, 0.5"
    })
    void whatCannotBeHasNoProbability(String name, String parameters, double x) {
        assertThat(logDensity(name, parameters, x)).containsExactly(-INFINITY);
    }

    @ParameterizedTest
    @CsvSource({
        "Normal, 0 0, 1",
        "Normal, 0 0, 0",
        "Normal, 0 -1, 1",
        "HalfNormal, -1, 1",
        "HalfNormal, -1, -1",
        "Cauchy, 0 0, 1",
        "Cauchy, 0 -1, 1",
        "HalfCauchy, 0, -1",
        "StudentT, 0 0 1, 1",
        "StudentT, 3 0 -1, 1",
        "Gamma, 0 1, 1",
        "Gamma, 1 0, 1",
        "Gamma, 1 -1, -1",
        "InverseGamma, -1 1, 1",
        "InverseGamma, 1 0, 1",
        "Exponential, 0, 1",
        "Exponential, -1, -1",
        "Beta, 0 1, 0.5",
        "Beta, 1 -1, 2",
        "Uniform, 1 1, 1",
        "Uniform, 3 1, 2",
        "LogNormal, 0 0, 1",
        "LogNormal, 0 -1, -1",
        "Laplace, 0 0, 1",
        "Logistic, 0 -1, 1",
        "Weibull, 0 1, 1",
        "Weibull, 1 0, 1",
        "Bernoulli, -0.1, 1",
        "Bernoulli, 1.1, 0",
        "BernoulliLogit, NaN, 0",
        "Binomial, -1 0.5, 0",
        "Binomial, 2.5 0.5, 0",
        "Binomial, 2 1.5, 0",
        "BinomialLogit, -1 0, 0",
        "Poisson, -1, 0",
        "PoissonLog, NaN, 0",
        "NegativeBinomial, -1 1, 0",
        "NegativeBinomial, 1 0, 0",
        "NegativeBinomialLog, 1 -1, 0"
    })
    void parametersOutsideTheirDomainGiveNoNumber(String name, String parameters, double x) {
        assertThat(logDensity(name, parameters, x)).containsExactly(Double.NaN);
        Object[] numbers = numbers(parameters);
        double[] computed =
                Evaluator.of(
                        p -> {
                            Object[] tensors = new Object[numbers.length];
                            for (int i = 0; i < numbers.length; i++) {
                                tensors[i] = p.slice(0, i, i + 1);
                            }
                            return Distributions.of(name, tensors)
                                    .logDensity(p.builder().constant(DType.F64, x));
                        },
                        Arrays.stream(numbers).mapToDouble(number -> (Double) number).toArray());
        assertThat(computed).containsExactly(Double.NaN);
    }

    @Test
    void noNumberHasNoDensity() {
        List<Case> cases = new ArrayList<>(Case.measuring());
        cases.addAll(Case.counting());
        for (Case test : cases) {
            assertThat(Evaluator.of(x -> test.distribution().logDensity(x), Double.NaN))
                    .as(test.toString())
                    .containsExactly(Double.NaN);
        }
    }

    @Test
    void theEdgesOfTheSupportHaveTheirLimits() {
        assertThat(logDensity("Gamma", "1 3", 0)[0]).isCloseTo(Math.log(3), within(1e-15));
        assertThat(logDensity("Gamma", "0.5 3", 0)).containsExactly(INFINITY);
        assertThat(logDensity("Weibull", "1 2", 0)[0]).isCloseTo(-Math.log(2), within(1e-15));
        assertThat(logDensity("Weibull", "0.5 2", 0)).containsExactly(INFINITY);
        assertThat(logDensity("Exponential", "3", 0)[0]).isCloseTo(Math.log(3), within(1e-15));
        assertThat(logDensity("Beta", "1 3", 0)[0]).isCloseTo(Math.log(3), within(1e-14));
        assertThat(logDensity("Beta", "3 1", 1)[0]).isCloseTo(Math.log(3), within(1e-14));
        assertThat(logDensity("Beta", "0.5 1", 0, 1)[0]).isEqualTo(INFINITY);
        assertThat(logDensity("Uniform", "2 4", 2, 4)).containsExactly(-Math.log(2), -Math.log(2));
        assertThat(logDensity("Bernoulli", "0", 0)).containsExactly(0);
        assertThat(logDensity("Bernoulli", "1", 1)).containsExactly(0);
        assertThat(logDensity("Binomial", "5 0", 0)[0]).isCloseTo(0, within(1e-14));
        assertThat(logDensity("Binomial", "5 1", 5)[0]).isCloseTo(0, within(1e-14));
        assertThat(logDensity("Binomial", "0 0.5", 0)[0]).isCloseTo(0, within(1e-14));
        assertThat(logDensity("Poisson", "0", 0)).containsExactly(0);
        assertThat(logDensity("NegativeBinomial", "0 2", 0)).containsExactly(0);
    }

    @Test
    void variatesMayBeIntegersAndTruthValues() {
        double[] counts = Evaluator.of(g -> Poisson.of(2.5).logDensity(g.constants(3, -1)));
        assertThat(counts[0]).isCloseTo(logDensity("Poisson", "2.5", 3)[0], within(1e-15));
        assertThat(counts[1]).isEqualTo(-INFINITY);
        double[] truths =
                Evaluator.of(
                        g ->
                                BernoulliLogit.of(g.constant(DType.F32, 0.5))
                                        .logDensity(g.constants(1, 0).equalTo(g.constants(1, 1))));
        assertThat(truths).containsExactly(new double[] {-0.474077, -0.974077}, within(1e-6));
    }

    @Test
    void parametersBroadcastAndTheSumIsThatOfTheElements() {
        double[] found =
                Evaluator.of(
                        x -> {
                            Tensor column = x.reshape(2, 1);
                            Normal normal = Normal.of(x, 2);
                            Tensor all = normal.logDensity(column);
                            return all.sum()
                                    .sub(normal.logDensitySum(column))
                                    .abs()
                                    .add(all.reshape(4).mul(0));
                        },
                        1,
                        5);
        assertThat(found).containsExactly(new double[4], within(1e-14));
    }
}
