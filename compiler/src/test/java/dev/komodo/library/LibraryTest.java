package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

class LibraryTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void softmaxSumsToOneWithoutOverflow() {
        double[] large = run(x -> Normalization.softmax(x, -1), 1000, 1000, -INFINITY);
        assertThat(large).containsExactly(0.5, 0.5, 0);
        double[] logarithms = run(x -> Normalization.logSoftmax(x, 0), 0, 1000);
        assertThat(logarithms).containsExactly(-1000, 0);
    }

    @Test
    void logSumExpKeepsInfinitiesApart() {
        assertThat(run(x -> Normalization.logSumExp(x), 800, 800)[0])
                .isCloseTo(800 + Math.log(2), within(1e-12));
        assertThat(run(x -> Normalization.logSumExp(x), -INFINITY, -INFINITY))
                .containsExactly(-INFINITY);
        assertThat(run(x -> Normalization.logSumExp(x, 0), INFINITY, 1)).containsExactly(INFINITY);
        assertThat(run(x -> Normalization.logSumExp(x))).containsExactly(-INFINITY);
    }

    @Test
    void normsHaveMeanZeroAndUnitScale() {
        double[] norm =
                run(
                        x -> {
                            Tensor one = x.builder().constant(DType.F64, 1.0);
                            Tensor zero = x.builder().constant(DType.F64, 0.0);
                            return Normalization.layerNorm(x, one, zero, 0);
                        },
                        1,
                        3);
        assertThat(norm).containsExactly(-1, 1);
        double[] root =
                run(
                        x ->
                                Normalization.rootMeanSquareNorm(
                                        x, x.builder().constant(DType.F64, 2.0), 0),
                        3,
                        -3);
        assertThat(root).containsExactly(2, -2);
    }

    @Test
    void activationsTakeTheirKnownValues() {
        assertThat(run(Activations::gelu, 1)[0]).isCloseTo(0.8413447460685429, within(1e-15));
        assertThat(run(Activations::geluTanh, 1)[0]).isCloseTo(0.8411919906082768, within(1e-15));
        assertThat(run(Activations::silu, 0, 1)[1]).isCloseTo(0.7310585786300049, within(1e-15));
        assertThat(run(x -> Activations.leakyRelu(x, 0.25), -4, 4)).containsExactly(-1, 4);
        assertThat(run(x -> Activations.elu(x, 1), 1000, -INFINITY)).containsExactly(1000, -1);
        assertThat(run(x -> Activations.clip(x, 0, 6), -1, 3, 9)).containsExactly(0, 3, 6);
    }

    @Test
    void variancesDoNotCancel() {
        double far = 1e9;
        assertThat(run(x -> Statistics.variance(x), far, far + 2)).containsExactly(1);
        assertThat(run(x -> Statistics.sampleVariance(x, 0), far, far + 2)).containsExactly(2);
        assertThat(run(x -> Statistics.standardDeviation(x, 0), 1, 5)).containsExactly(2);
        assertThat(run(Statistics::normalCdf, 0, 1)[1])
                .isCloseTo(0.8413447460685429, within(1e-15));
    }

    private static double[] run(UnaryOperator<Tensor> body, double... values) {
        Graph graph =
                Graph.build(
                        "library", g -> g.output("y", body.apply(g.input("x", DType.F64, "n"))));
        Literal result =
                Interpreter.run(graph, List.of(LiteralBuilder.vector(DType.F64, values)))
                        .getFirst();
        double[] found = new double[(int) result.elements()];
        Arrays.setAll(found, result::asDouble);
        return found;
    }
}
