package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class TransformTest {
    private static final double[] POINT = {0.3, -1.2, 0.7, 2.1, -0.4, 0.9};

    /// A transform of events.
    ///
    /// @param size of the unconstrained vectors
    /// @param event the extents of the values
    /// @param free the elements of a value that determine the others, as many as `size`
    record Case(String name, Transform transform, int size, List<Long> event, List<Integer> free) {
        static Case of(Transform transform, int size, List<Long> event, int... free) {
            return new Case(
                    transform.toString(),
                    transform,
                    size,
                    event,
                    Arrays.stream(free).boxed().toList());
        }

        @Override
        public String toString() {
            return name;
        }

        /// The number of elements of a value.
        int elements() {
            return (int) event.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.of(Transform.real(), 1, List.of(1L), 0),
                Case.of(Transform.affine(-3, 0.25), 1, List.of(1L), 0),
                Case.of(Transform.positive(), 1, List.of(1L), 0),
                Case.of(Transform.lower(-3), 1, List.of(1L), 0),
                Case.of(Transform.upper(2.5), 1, List.of(1L), 0),
                Case.of(Transform.unit(), 1, List.of(1L), 0),
                Case.of(Transform.interval(-2, 5), 1, List.of(1L), 0),
                Case.of(Transform.ordered(), 4, List.of(4L), 0, 1, 2, 3),
                Case.of(Transform.positiveOrdered(), 3, List.of(3L), 0, 1, 2),
                Case.of(Transform.simplex(), 1, List.of(2L), 0),
                Case.of(Transform.simplex(), 5, List.of(6L), 0, 1, 2, 3, 4),
                Case.of(Transform.choleskyCorrelation(), 1, List.of(2L, 2L), 2),
                Case.of(Transform.choleskyCorrelation(), 6, List.of(4L, 4L), 4, 8, 9, 12, 13, 14),
                Case.of(Transform.choleskyCovariance(), 1, List.of(1L, 1L), 0),
                Case.of(Transform.choleskyCovariance(), 6, List.of(3L, 3L), 0, 3, 4, 6, 7, 8));
    }

    /// The values, what they are unconstrained, and the log-Jacobians of a batch of vectors.
    private static List<double[]> run(Case test, double[][] batch) {
        Graph graph =
                Graph.build(
                        "transform",
                        g -> {
                            Tensor u = g.input("u", DType.F64, "n", test.size());
                            Tensor x = test.transform().constrain(u);
                            g.output("x", x);
                            g.output("back", test.transform().unconstrain(x));
                            g.output("jacobian", test.transform().logAbsDetJacobian(u));
                        });
        double[] flat = Arrays.stream(batch).flatMapToDouble(Arrays::stream).toArray();
        Literal u = LiteralBuilder.of(DType.F64, new long[] {batch.length, test.size()}, flat);
        return Interpreter.run(graph, List.of(u)).stream().map(Evaluator::doubles).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theWayBackIsTheInverse(Case test) {
        double[] u = Arrays.copyOf(POINT, test.size());
        double[] far = Arrays.stream(u).map(each -> 5 * each).toArray();
        assertThat(run(test, new double[][] {u, far}).get(1))
                .containsExactly(concat(u, far), within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLogJacobianIsThatOfTheDerivatives(Case test) {
        double[] u = Arrays.copyOf(POINT, test.size());
        double step = 0x1p-17;
        List<double[]> batch = new ArrayList<>();
        batch.add(u);
        for (int i = 0; i < test.size(); i++) {
            for (int sign = 1; sign >= -1; sign -= 2) {
                double[] moved = u.clone();
                moved[i] += sign * step;
                batch.add(moved);
            }
        }
        List<double[]> found = run(test, batch.toArray(double[][]::new));
        double[][] derivatives = new double[test.size()][test.size()];
        for (int i = 0; i < test.size(); i++) {
            for (int j = 0; j < test.size(); j++) {
                int element = test.free().get(j);
                double up = found.get(0)[(1 + 2 * i) * test.elements() + element];
                double down = found.get(0)[(2 + 2 * i) * test.elements() + element];
                derivatives[i][j] = (up - down) / (2 * step);
            }
        }
        assertThat(found.get(2)[0])
                .isCloseTo(Math.log(Math.abs(determinant(derivatives))), within(1e-7));
    }

    private static double determinant(double[][] matrix) {
        double product = 1;
        for (int k = 0; k < matrix.length; k++) {
            int at = k;
            int pivot =
                    IntStream.range(k, matrix.length)
                            .reduce(
                                    (a, b) ->
                                            Math.abs(matrix[a][at]) >= Math.abs(matrix[b][at])
                                                    ? a
                                                    : b)
                            .orElseThrow();
            double[] row = matrix[pivot];
            matrix[pivot] = matrix[k];
            matrix[k] = row;
            product *= pivot == k ? row[k] : -row[k];
            for (int i = k + 1; i < matrix.length; i++) {
                double factor = matrix[i][k] / row[k];
                for (int j = k; j < matrix.length; j++) {
                    matrix[i][j] -= factor * row[j];
                }
            }
        }
        return product;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theShapesOfBothSidesBelongTogether(Case test) {
        Shape vectors = Shape.of(7, test.size());
        long[] sizes =
                Stream.concat(Stream.of(7L), test.event().stream())
                        .mapToLong(Long::longValue)
                        .toArray();
        assertThat(test.transform().constrainedShape(vectors)).isEqualTo(Shape.of(sizes));
        assertThat(test.transform().unconstrainedShape(Shape.of(sizes))).isEqualTo(vectors);
    }

    @Test
    void valuesAreWhatTheyPromise() {
        double[] simplex = constrain(Transform.simplex(), POINT);
        assertThat(Arrays.stream(simplex).sum()).isCloseTo(1, within(1e-15));
        assertThat(constrain(Transform.simplex(), 0, 0, 0))
                .containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(1e-15));
        assertThat(constrain(Transform.ordered(), 1, 0, Math.log(2)))
                .containsExactly(new double[] {1, 2, 4}, within(1e-15));
        assertThat(constrain(Transform.choleskyCovariance(), 0, 5, Math.log(2)))
                .containsExactly(new double[] {1, 0, 5, 2}, within(1e-15));
        double[] l = constrain(Transform.choleskyCorrelation(), 1, 2, -0.5);
        assertThat(l[1] + l[2] + l[5]).isZero();
        assertThat(l[3]).isCloseTo(Math.tanh(1), within(1e-15));
        assertThat(l[6] * l[6] + l[7] * l[7] + l[8] * l[8]).isCloseTo(1, within(1e-15));
    }

    /// Far out values round to the border, but log-Jacobians stay numbers of full accuracy.
    @Test
    void logJacobiansDoNotOverflow() {
        assertThat(jacobian(Transform.unit(), 800)).containsExactly(-800);
        assertThat(jacobian(Transform.unit(), -800)).containsExactly(-800);
        assertThat(jacobian(Transform.interval(0, Math.exp(3)), -1e5)[0])
                .isCloseTo(-1e5 + 3, within(1e-10));
        assertThat(jacobian(Transform.positive(), -1e6)).containsExactly(-1e6);
        // log z = -800, what is left is nearly all, then log(1 - z) = -800 - log(2)
        double log2 = Math.log(2);
        assertThat(jacobian(Transform.simplex(), -800, 800)[0])
                .isCloseTo(-800 - log2 - 800, within(1e-9));
        assertThat(jacobian(Transform.choleskyCorrelation(), 400)[0])
                .isCloseTo(2 * log2 - 800, within(1e-9));
        assertThat(constrain(Transform.ordered(), 0, -1, 800, 1))
                .containsExactly(
                        0, Math.exp(-1), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    private static double[] constrain(Transform transform, double... u) {
        return Evaluator.of(g -> transform.constrain(g.constants(DType.F64, u)));
    }

    private static double[] jacobian(Transform transform, double... u) {
        return Evaluator.of(g -> transform.logAbsDetJacobian(g.constants(DType.F64, u)));
    }

    @Test
    void valuesOutsideHaveNoUnconstrainedNumber() {
        assertThat(Evaluator.of(x -> Transform.positive().unconstrain(x), -1, 0, 1))
                .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY, 0);
        assertThat(Evaluator.of(x -> Transform.unit().unconstrain(x), -1, 0, 0.5, 1, 2))
                .containsExactly(
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        0,
                        Double.POSITIVE_INFINITY,
                        Double.NaN);
        assertThat(Evaluator.of(x -> Transform.ordered().unconstrain(x), 1, 2, 2, 0))
                .containsExactly(1, 0, Double.NEGATIVE_INFINITY, Double.NaN);
    }

    @Test
    void shapesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Transform.choleskyCorrelation().constrainedShape(Shape.of(4)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("triangle");
        assertThatThrownBy(() -> Transform.choleskyCovariance().unconstrainedShape(Shape.of(2, 3)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("[2, 3]");
        assertThatThrownBy(() -> Transform.ordered().unconstrainedShape(Shape.SCALAR))
                .isInstanceOf(InvalidGraphException.class);
        assertThatThrownBy(() -> Transform.simplex().constrainedShape(Shape.SCALAR))
                .isInstanceOf(InvalidGraphException.class);
    }

    @Test
    void boundsMayBeTensors() {
        Graph graph =
                Graph.build(
                        "bounds",
                        g -> {
                            Tensor low = g.input("low", DType.F64, 2);
                            Tensor high = g.input("high", DType.F64, 2);
                            Transform transform = Transform.interval(low, high);
                            Tensor x = transform.constrain(g.constants(DType.F64, 0, 0));
                            g.output("x", x).output("u", transform.unconstrain(x));
                        });
        Map<String, Literal> found =
                Interpreter.run(
                        graph,
                        Map.of(
                                "low", LiteralBuilder.vector(DType.F64, -1, 2),
                                "high", LiteralBuilder.vector(DType.F64, 3, 5)));
        assertThat(Evaluator.literal(found, "x")).containsExactly(1, 3.5);
        assertThat(Evaluator.literal(found, "u")).containsExactly(0, 0);
    }

    private static double[] concat(double[] one, double[] other) {
        return Stream.of(one, other).flatMapToDouble(Arrays::stream).toArray();
    }
}
