package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.rewrite.Rewriter;
import dev.komodo.rewrite.RuleSet;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Gradients of naive formulas, after the rewriting that every kernel goes through: right where the
/// formula itself overflows or underflows.
class StableGradientsTest {
    private record Naive(String name, UnaryOperator<Tensor> f, double at, double slope) {}

    private static final List<Naive> NAIVE =
            List.of(
                    new Naive("log(sigmoid)", x -> x.sigmoid().log(), -800, 1),
                    new Naive("log(1 - sigmoid)", x -> one(x).sub(x.sigmoid()).log(), 800, -1),
                    new Naive("log(1 + exp)", x -> x.exp().add(1).log(), 800, 1),
                    new Naive("log1p(exp)", x -> x.exp().log1p(), 800, 1),
                    new Naive("log(exp)", x -> x.exp().log(), 800, 1),
                    new Naive("log(1 / (1 + exp(-x)))", Formulas::logLogistic, -800, 1),
                    new Naive("log(sum(exp))", Formulas::logSumExp, 800, 1),
                    new Naive("sqrt(x^2) at 0", x -> x.square().sqrt(), 0, 0),
                    new Naive("sqrt(pow(x, 2)), large", Formulas::rootOfPower, -1e200, -1),
                    new Naive("sqrt(x^2), small", x -> x.square().sqrt(), 1e-200, 1),
                    new Naive("exp / (1 + exp)", Formulas::logistic, 800, 0),
                    new Naive("exp / (1 + exp) at 0", Formulas::logistic, 0, 0.25),
                    new Naive("1 / (1 + exp(-x))", Formulas::sigmoid, -800, 0),
                    new Naive("log(x^2)", x -> x.square().log(), 1e-200, 2e200),
                    new Naive("tanh", Formulas::tanh, 800, 0),
                    new Naive("softmax", Formulas::softmax, 800, 0.19661193324148185));

    private static final class Formulas {
        static Tensor rootOfPower(Tensor x) {
            return x.pow(x.builder().constant(x.dtype(), 2.0)).sqrt();
        }

        static Tensor logistic(Tensor x) {
            return x.exp().div(x.exp().add(1));
        }

        static Tensor sigmoid(Tensor x) {
            return one(x).div(x.neg().exp().add(1));
        }

        static Tensor tanh(Tensor x) {
            return x.exp().sub(x.neg().exp()).div(x.exp().add(x.neg().exp()));
        }

        /// Of `[x, 799]`: the slope of a sigmoid at 1.
        static Tensor softmax(Tensor x) {
            Tensor weights = Tensor.stack(0, x, x.builder().constant(x.dtype(), 799.0)).exp();
            Tensor shares = weights.div(weights.sum(true, 0));
            return shares.slice(0, 0, 1).reshape();
        }

        static Tensor logSumExp(Tensor x) {
            return Tensor.stack(0, x, x.sub(1), x.sub(2)).exp().sum().log();
        }

        static Tensor logLogistic(Tensor x) {
            return x.neg().exp().add(1).reciprocal().log();
        }
    }

    private static Tensor one(Tensor x) {
        return x.builder().constant(x.dtype(), 1.0);
    }

    @TestFactory
    Stream<DynamicTest> naiveFormulas() {
        return NAIVE.stream()
                .flatMap(
                        naive ->
                                Stream.of(
                                        DynamicTest.dynamicTest(
                                                naive.name, () -> check(naive, false)),
                                        DynamicTest.dynamicTest(
                                                naive.name + " with weights",
                                                () -> check(naive, true))));
    }

    /// Forward mode, and the second derivative, go along the stable form too.
    @TestFactory
    Stream<DynamicTest> naiveFormulasInForwardMode() {
        return NAIVE.stream()
                .map(naive -> DynamicTest.dynamicTest(naive.name, () -> checkForward(naive)));
    }

    private static void checkForward(Naive naive) {
        Graph graph =
                Graph.build(
                        "naive",
                        g -> {
                            Tensor x = g.input("x", DType.F64);
                            Tensor y = naive.f.apply(x);
                            List<Tensor> changes =
                                    Derivatives.jvp(List.of(y), List.of(x), List.of(one(x)));
                            g.output("y", changes.getFirst());
                        });
        Literal found =
                Interpreter.run(
                                Rewriter.rewrite(graph, RuleSet.simplify()),
                                List.of(LiteralBuilder.scalar(DType.F64, naive.at)))
                        .getFirst();
        assertThat(found.asDouble(0))
                .as(graph.toString())
                .isCloseTo(naive.slope, within(1e-12 * Math.max(1, Math.abs(naive.slope))));
    }

    /// What is derived by is never looked behind: here by `s = x * x`, not by x.
    @Test
    void aFormulaIsNotRewrittenBeyondWhatItIsDerivedBy() {
        Graph graph =
                Graph.build(
                        "naive",
                        g -> {
                            Tensor x = g.input("x", DType.F64);
                            Tensor square = x.square();
                            g.output("y", Derivatives.gradient(square.sqrt(), square));
                        });
        Literal found =
                Interpreter.run(graph, List.of(LiteralBuilder.scalar(DType.F64, -2.0))).getFirst();
        assertThat(found.asDouble(0)).isEqualTo(0.25);
    }

    @Test
    void theRulesBeforeDerivativesAreThere() {
        assertThat(RuleSet.beforeAdjoints().rules()).hasSize(12);
        assertThat(RuleSet.beforeTangents().rules()).hasSize(14);
    }

    private static void check(Naive naive, boolean weighted) {
        Graph graph =
                Graph.build(
                        "naive",
                        g -> {
                            Tensor x = g.input("x", DType.F64);
                            Tensor weight = g.input("weight", DType.F64);
                            Tensor y = naive.f.apply(x);
                            Tensor value = weighted ? y.mul(weight) : y;
                            g.output("y", Derivatives.gradient(value, x));
                        });
        Literal found =
                Interpreter.run(
                                Rewriter.rewrite(graph, RuleSet.simplify()),
                                List.of(
                                        LiteralBuilder.scalar(DType.F64, naive.at),
                                        LiteralBuilder.scalar(DType.F64, 0.5)))
                        .getFirst();
        double expected = weighted ? 0.5 * naive.slope : naive.slope;
        assertThat(found.asDouble(0))
                .as(graph.toString())
                .isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
    }
}
