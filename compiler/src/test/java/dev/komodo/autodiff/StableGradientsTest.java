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
                    new Naive("log(1 / (1 + exp(-x)))", NaiveForms::logLogistic, -800, 1),
                    new Naive("log(sum(exp))", NaiveForms::logSumExp, 800, 1));

    private static final class NaiveForms {
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
        assertThat(found.asDouble(0)).as(graph.toString()).isCloseTo(expected, within(1e-12));
    }
}
