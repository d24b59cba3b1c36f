package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.library.Normalization;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

class DerivativesTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void theGradientOfTheReadmeIsThatOfLogisticRegression() {
        Graph graph =
                Graph.build(
                        "logit",
                        g -> {
                            Tensor x = g.input("x", DType.F64, "n", 2);
                            Tensor y = g.input("y", DType.F64, "n");
                            Tensor beta = g.input("beta", DType.F64, 2);
                            Tensor eta = x.matmul(beta);
                            Tensor logp = y.mul(eta).sub(eta.softplus()).sum();
                            g.output("grad", Derivatives.gradient(logp, beta));
                        });
        Literal x = LiteralBuilder.of(DType.F64, new long[] {3, 2}, 1, 2, 3, -4, 5, 6);
        Literal y = LiteralBuilder.vector(DType.F64, 1, 0, 1);
        Literal beta = LiteralBuilder.vector(DType.F64, 0.5, -0.25);
        double[] found = values(Interpreter.run(graph, List.of(x, y, beta)).getFirst());
        double[] expected = new double[2];
        for (int i = 0; i < 3; i++) {
            double eta = x.asDouble(2L * i) * 0.5 - x.asDouble(2L * i + 1) * 0.25;
            double residual = y.asDouble(i) - 1 / (1 + Math.exp(-eta));
            expected[0] += residual * x.asDouble(2L * i);
            expected[1] += residual * x.asDouble(2L * i + 1);
        }
        assertThat(found).containsExactly(expected, within(1e-14));
    }

    @Test
    void whatAValueDoesNotDependOnHasZeros() {
        double[] found = gradient(x -> x.builder().constant(DType.F64, 3.0), 1, 2);
        assertThat(found).containsExactly(0, 0);
        assertThat(gradient(x -> x.floor().sum(), 1.5, 2)).containsExactly(0, 0);
        assertThat(gradient(x -> x.cast(DType.I32).cast(DType.F64).sum(), 1.5)).containsExactly(0);
    }

    @Test
    void aTensorOnTheWayIsDerivedByToo() {
        double[] found =
                run(
                        (g, x) -> {
                            Tensor y = x.exp();
                            Tensor z = y.square().add(x).sum();
                            List<Tensor> both = Derivatives.gradient(z, List.of(x, y));
                            return Tensor.concat(0, both.get(0), both.get(1));
                        },
                        0.5);
        assertThat(found[0]).isCloseTo(2 * Math.exp(1) + 1, within(1e-14));
        assertThat(found[1]).isCloseTo(2 * Math.exp(0.5), within(1e-14));
    }

    @Test
    void derivativesStayRightWhereNaiveOnesOverflow() {
        assertThat(gradient(x -> x.softplus().sum(), 1000, -1000)).containsExactly(1, 0);
        assertThat(gradient(x -> x.sigmoid().sum(), 40, -800)[0])
                .isCloseTo(Math.exp(-40), within(1e-30));
        assertThat(gradient(x -> x.tanh().sum(), 20, 1000))
                .containsExactly(new double[] {4 * Math.exp(-40), 0}, within(1e-30));
        assertThat(gradient(x -> x.asinh().sum(), 1e200, -1e-200)).containsExactly(1e-200, 1);
        assertThat(gradient(x -> Normalization.logSumExp(x), 1000, 1000)).containsExactly(0.5, 0.5);
        assertThat(gradient(x -> Normalization.logSoftmax(x, 0).slice(0, 0, 1).sum(), 0, 1000))
                .containsExactly(1, -1);
    }

    @Test
    void derivativesAtKinksAreTheMeanOfBothSides() {
        assertThat(gradient(x -> x.abs().sum(), 0, -2)).containsExactly(0, -1);
        assertThat(gradient(x -> x.relu().sum(), 0, 3, -3)).containsExactly(0.5, 1, 0);
        assertThat(gradient(x -> x.max(), 1, 7, 7)).containsExactly(0, 0.5, 0.5);
        assertThat(gradient(x -> x.min(), 1, 7, 7)).containsExactly(1, 0, 0);
    }

    @Test
    void derivativesOfProductsNeedNoDivision() {
        assertThat(gradient(x -> x.prod(), 2, 0, 3)).containsExactly(0, 6, 0);
        assertThat(gradient(x -> x.prod(), 0, 0, 3)).containsExactly(0, 0, 0);
        assertThat(gradient(x -> x.prod(), 5)).containsExactly(1);
        assertThat(gradient(x -> x.prod())).isEmpty();
        assertThat(gradient(x -> x.reshape(0, 5).prod(1).sum().add(x.sum()))).isEmpty();
        assertThat(gradient(x -> x.reshape(7).prod(), 1, 2, 3, 4, 5, 6, 7))
                .containsExactly(5040, 2520, 1680, 1260, 1008, 840, 720);
        double[] second =
                run((g, x) -> Derivatives.hessian(x.reshape(3).prod(), x).reshape(9), 0, 0, 3);
        assertThat(second).containsExactly(0, 3, 0, 3, 0, 0, 0, 0, 0);
    }

    @Test
    void whatASelectDidNotChooseTakesNoPart() {
        UnaryOperator<Tensor> guarded =
                x -> x.greater(0).select(x.log().mul(x.sqrt()).exp(), x.mul(2)).sum();
        double[] found = gradient(guarded, -4, 0, 1);
        assertThat(found[0]).isEqualTo(2);
        assertThat(found[1]).isEqualTo(2);
        assertThat(found[2]).isCloseTo(1, within(1e-14));
        UnaryOperator<Tensor> overflowing = x -> x.less(100).select(x.exp().log1p(), x).sum();
        assertThat(gradient(overflowing, 0, 1000)).containsExactly(0.5, 1);
        UnaryOperator<Tensor> sliced = x -> x.exp().slice(0, 0, 1).sum();
        assertThat(gradient(sliced, 0, 1000)).containsExactly(1, 0);
        UnaryOperator<Tensor> broadcast =
                x -> {
                    Tensor scalar = x.slice(0, 0, 1).sum();
                    return x.greater(0).select(scalar.log().mul(x), x).sum();
                };
        assertThat(gradient(broadcast, -1, -2)).containsExactly(1, 1);
    }

    @Test
    void aChangeOfNothingStaysNothingAtTheEndOfADomain() {
        assertThat(gradient(x -> x.mul(x.log()).sum(), 0)).containsExactly(-INFINITY);
        assertThat(gradient(x -> x.mul(x.sqrt()).sum(), 0)).containsExactly(0);
        assertThat(gradient(x -> x.sqrt().sum(), 0)).containsExactly(INFINITY);
        assertThat(gradient(x -> x.pow(2).sum(), 0)).containsExactly(0);
        assertThat(gradient(x -> x.pow(x.mul(0).add(3)).sum(), 0)).containsExactly(0);
    }

    @Test
    void secondDerivativesSeeThroughTheGuards() {
        // the first derivative is 0 at 0 because the outer slope is
        UnaryOperator<Tensor> bowl = x -> x.exp().sub(1).square().sum();
        double[] found = run((g, x) -> Derivatives.hessian(bowl.apply(x), x).reshape(1), 0);
        assertThat(found).containsExactly(2);
        double[] product =
                run(
                        (g, x) ->
                                Derivatives.hessianVectorProduct(
                                        x.square().mul(x).sum(),
                                        x,
                                        x.builder().constants(DType.F64, 1, 10)),
                        2,
                        3);
        assertThat(product).containsExactly(12, 180);
    }

    @Test
    void jacobiansHaveARowForEachResult() {
        double[] found =
                run(
                        (g, x) -> {
                            Tensor y = Tensor.concat(0, x.square(), x.sum().expandDims(0));
                            return Derivatives.jacobian(y, x).reshape(6);
                        },
                        3,
                        5);
        assertThat(found).containsExactly(6, 0, 0, 10, 1, 1);
        double[] wide =
                run((g, x) -> Derivatives.jacobian(x.prod().expandDims(0), x).reshape(3), 2, 3, 4);
        assertThat(wide).containsExactly(12, 8, 6);
    }

    @Test
    void symbolicExtentsAreDerivedThrough() {
        Graph graph =
                Graph.build(
                        "symbolic",
                        g -> {
                            Tensor x = g.input("x", DType.F64, "n");
                            Tensor y = x.sub(x.mean()).square().sum().add(x.prod());
                            g.output("grad", Derivatives.gradient(y, x));
                            g.output("hessian", Derivatives.jacobian(x.square(), x));
                        });
        List<Literal> found =
                Interpreter.run(graph, List.of(LiteralBuilder.vector(DType.F64, 1, 0, 5)));
        assertThat(values(found.get(0))).containsExactly(-2, 1, 6);
        assertThat(values(found.get(1))).containsExactly(2, 0, 0, 0, 0, 0, 0, 0, 10);
    }

    @Test
    void derivativesInsideALoopBodyAreThoseOfItsTensors() {
        double[] found =
                run(
                        (g, x) ->
                                g.scan(
                                                Dim.of(50),
                                                List.of(x),
                                                List.of(),
                                                (carries, _) -> {
                                                    Tensor at = carries.getFirst();
                                                    Tensor loss = at.sub(3).square().sum();
                                                    Tensor step =
                                                            Derivatives.gradient(loss, at)
                                                                    .mul(0.25);
                                                    return ScanStep.of(
                                                            List.of(at.sub(step)), List.of());
                                                })
                                        .carries()
                                        .getFirst(),
                        10,
                        -10);
        assertThat(found).containsExactly(new double[] {3, 3}, within(1e-12));
    }

    @Test
    void aStoppedGradientIsThatOfAConstant() {
        assertThat(gradient(x -> x.mul(Derivatives.stopGradient(x)).sum(), 3, 5))
                .containsExactly(3, 5);
        assertThat(gradient(x -> Derivatives.stopGradient(x).exp().sum(), 3)).containsExactly(0);
    }

    @Test
    void aFunctionMayBringItsDerivative() {
        CustomDerivative twice =
                CustomDerivative.of(
                        "cube",
                        xs -> xs.get(0).pow(3).mul(xs.get(1)),
                        (xs, _, g) ->
                                List.of(
                                        g.mul(xs.get(0).square().mul(3)).mul(xs.get(1)),
                                        g.mul(xs.get(0).pow(3))));
        GradientCheck check =
                GradientCheck.of(
                        xs -> twice.apply(xs.get(0), xs.get(1)),
                        List.of(
                                LiteralBuilder.vector(DType.F64, 1, 2),
                                LiteralBuilder.vector(DType.F64, -1, 3)));
        assertThat(check.largestError()).as(check.toString()).isLessThan(1e-9);
        CustomDerivative wrong =
                CustomDerivative.of("wrong", xs -> xs.getFirst().exp(), (_, _, g) -> List.of(g));
        assertThat(gradient(x -> wrong.apply(x).add(x.exp()).sum(), 0.5)[0])
                .isCloseTo(1 + Math.exp(0.5), within(1e-15));
        GradientCheck found =
                GradientCheck.of(
                        xs -> wrong.apply(xs.getFirst()),
                        List.of(LiteralBuilder.vector(DType.F64, 1)));
        assertThat(found.largestError()).isGreaterThan(0.5);
        assertThat(
                        gradient(
                                x ->
                                        wrong.withTangent((_, _, changes) -> changes.getFirst())
                                                .apply(x)
                                                .sum(),
                                1))
                .containsExactly(1);
    }

    @Test
    void aRuleWorksInALoopAndIsMissedWhereItGotLost() {
        CustomDerivative straight =
                CustomDerivative.of(
                        "straight", xs -> xs.getFirst().roundEven(), (_, _, g) -> List.of(g));
        double[] found =
                gradient(
                        x ->
                                x.builder()
                                        .scan(
                                                Dim.of(3),
                                                List.of(x),
                                                List.of(),
                                                (carries, _) ->
                                                        ScanStep.of(
                                                                List.of(
                                                                        straight.apply(
                                                                                        carries
                                                                                                .getFirst())
                                                                                .mul(2)),
                                                                List.of()))
                                        .carries()
                                        .getFirst()
                                        .sum(),
                        1.3);
        assertThat(found).containsExactly(8);
        Graph graph =
                Graph.build("printed", g -> g.output("y", straight.apply(g.input("x", DType.F64))));
        assertThat(GraphParser.parse(graph.toString())).isEqualTo(graph);
        assertThat(graph.toString()).contains("opaque %1 inputs=[%0] rule=\"straight\"");
    }

    @Test
    void anUndefinedDerivativeNamesTheOp() {
        assertThatThrownBy(() -> gradient(x -> x.bitcast(DType.I64).bitcast(DType.F64).sum(), 1))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("bitcast");
        assertThatThrownBy(() -> gradient(x -> x, 1, 2))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("gradient derives a float scalar");
        assertThatThrownBy(
                        () ->
                                Graph.build(
                                        "integers",
                                        g -> {
                                            Tensor x = g.input("x", DType.I32, 3);
                                            g.output(
                                                    "y",
                                                    Derivatives.gradient(
                                                            x.cast(DType.F32).sum(), x));
                                        }))
                .hasMessageContaining("only floats have derivatives");
    }

    @Test
    void aLongChainIsDerivedInLinearTime() {
        GraphBuilder g = new GraphBuilder("chain");
        Tensor x = g.input("x", DType.F64, 3);
        Tensor y = x;
        for (int i = 0; i < 10_000; i++) {
            y = i % 2 == 0 ? y.tanh() : y.mul(1.5);
        }
        g.output("grad", Derivatives.gradient(y.sum(), x));
        assertThat(g.build().nodes()).hasSizeLessThan(80_000);
    }

    private static double[] gradient(UnaryOperator<Tensor> scalar, double... x) {
        return run((_, input) -> Derivatives.gradient(scalar.apply(input), input), x);
    }

    private static double[] run(BiFunction<GraphBuilder, Tensor, Tensor> body, double... x) {
        Graph graph =
                Graph.build(
                        "derivative",
                        g -> g.output("y", body.apply(g, g.input("x", DType.F64, x.length))));
        return values(
                Interpreter.run(graph, List.of(LiteralBuilder.vector(DType.F64, x))).getFirst());
    }

    private static double[] values(Literal literal) {
        double[] values = new double[(int) literal.elements()];
        Arrays.setAll(values, literal::asDouble);
        return values;
    }
}
