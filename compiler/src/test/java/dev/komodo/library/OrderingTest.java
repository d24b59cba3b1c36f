package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

class OrderingTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static double[] run(Function<GraphBuilder, Tensor> body) {
        Literal machine = Draws.machine(2, body);
        assertThat(machine).isEqualTo(Draws.interpreter(body));
        return Draws.doubles(machine);
    }

    private static Tensor vector(GraphBuilder g, double... values) {
        return g.constants(DType.F64, values);
    }

    @Test
    void topKTakesTheFirstOfEquals() {
        double[] x = {3, 1, 3, NAN, 2, 3};
        assertThat(run(g -> Ordering.topK(vector(g, x), Dim.of(4), 0, true).getLast()))
                .containsExactly(3, 0, 2, 5);
        assertThat(run(g -> Ordering.topK(vector(g, x), Dim.of(3), -1, false).getFirst()))
                .containsExactly(1, 2, 3);
        assertThatThrownBy(() -> run(g -> Ordering.topK(vector(g, x), Dim.of(7), 0, true).get(0)))
                .isInstanceOf(InvalidGraphException.class);
    }

    @Test
    void mediansAndQuantilesAreBetweenNeighbours() {
        assertThat(run(g -> Ordering.median(vector(g, 5, 1, 3), 0))).containsExactly(3);
        assertThat(run(g -> Ordering.median(vector(g, 5, 1, 3, 4), 0))).containsExactly(3.5);
        assertThat(run(g -> Ordering.median(vector(g, 5, NAN, 3), 0))).containsExactly(NAN);
        assertThat(run(g -> Ordering.median(vector(g, INFINITY, INFINITY, 3, INFINITY), 0)))
                .containsExactly(INFINITY);
        double[] x = {4, 0, 1, 3, 2};
        assertThat(run(g -> Ordering.quantile(vector(g, x), 0.5, 0))).containsExactly(2);
        assertThat(run(g -> Ordering.quantile(vector(g, x), 0.3, 0))).containsExactly(1.2);
        assertThat(run(g -> Ordering.quantile(vector(g, x), 1, 0))).containsExactly(4);
        assertThat(run(g -> Ordering.quantile(vector(g, x).reshape(5, 1), 0, 0)))
                .containsExactly(0);
        assertThatThrownBy(() -> run(g -> Ordering.quantile(vector(g, x), 1.5, 0)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("[0, 1]");
    }

    /// Against the definition: how many are below, or not above, with NaN above all.
    @Test
    void searchesByBisection() {
        java.util.Random random = new java.util.Random(9);
        for (int n : new int[] {1, 2, 3, 7, 8, 100}) {
            double[] sorted = random.ints(n, 0, 30).asDoubleStream().sorted().toArray();
            if (n > 3) {
                sorted[n - 1] = NAN;
            }
            double[] values = {-1, 0, 3, 15, 15.5, 29, 31, NAN, INFINITY, sorted[0]};
            for (boolean right : new boolean[] {false, true}) {
                double[] expected =
                        Arrays.stream(values).map(v -> count(sorted, v, right)).toArray();
                assertThat(
                                run(
                                        g ->
                                                Ordering.searchSorted(
                                                        vector(g, sorted),
                                                        vector(g, values),
                                                        right)))
                        .containsExactly(expected);
            }
        }
    }

    private static long count(double[] sorted, double value, boolean right) {
        return Arrays.stream(sorted)
                .map(x -> Double.compare(x, value))
                .filter(order -> order < 0 || (right && order == 0))
                .count();
    }

    @Test
    void searchesInNothing() {
        assertThat(
                        run(
                                g ->
                                        Ordering.searchSorted(
                                                g.iota(DType.I64, 0, 0),
                                                g.iota(DType.I64, 0, 3),
                                                false)))
                .containsExactly(0, 0, 0);
    }

    @Test
    void uniqueElementsComeWithPlacesAndCounts() {
        double[] x = {2, NAN, -0.0, 1, 0, 2, NAN, 1, 1};
        assertThat(unique(x, true, Unique::values)).containsExactly(-0.0, 1, 2, NAN);
        assertThat(unique(x, true, Unique::positions)).containsExactly(2, 3, 0, 1);
        assertThat(unique(x, true, Unique::inverse)).containsExactly(2, 3, 0, 1, 0, 2, 3, 1, 1);
        assertThat(unique(x, true, Unique::counts)).containsExactly(2, 3, 2, 2);
        assertThat(unique(x, false, Unique::values)).containsExactly(2, NAN, -0.0, 1);
        assertThat(unique(x, false, Unique::positions)).containsExactly(0, 1, 2, 3);
        assertThat(unique(x, false, Unique::inverse)).containsExactly(0, 1, 2, 3, 2, 0, 1, 3, 3);
        assertThat(unique(x, false, Unique::counts)).containsExactly(2, 2, 2, 3);
    }

    private static double[] unique(double[] x, boolean sorted, Function<Unique, Tensor> part) {
        return run(g -> part.apply(Unique.elements(vector(g, x), sorted)));
    }

    @Test
    void uniqueSlicesAreOrderedByTheirFirstDifference() {
        Function<GraphBuilder, Tensor> columns =
                g -> vector(g, 1, 0, 1, 0, 5, 2, 5, 1).reshape(2, 4);
        assertThat(run(g -> Unique.slices(columns.apply(g), 1, true).values()))
                .containsExactly(0, 0, 1, 1, 2, 5);
        assertThat(run(g -> Unique.slices(columns.apply(g), -1, true).inverse()))
                .containsExactly(2, 1, 2, 0);
    }

    @Test
    void nothingHasNoUniqueElements() {
        assertThat(run(g -> Unique.elements(g.iota(DType.I32, 0, 0), true).counts())).isEmpty();
    }

    @Test
    void runningFoldsGoAlongAnAxis() {
        double[] x = {3, 1, NAN, 4, 1, 5};
        assertThat(run(g -> Running.maximum(vector(g, x).reshape(2, 3), 1)))
                .containsExactly(3, 3, NAN, 4, 4, 5);
        assertThat(run(g -> Running.minimum(vector(g, x).reshape(2, 3), 0)))
                .containsExactly(3, 1, NAN, 3, 1, NAN);
        assertThat(run(g -> Running.sum(g.iota(DType.U8, 0, 30), -1))[29]).isEqualTo(435 - 256);
        assertThat(run(g -> Running.product(g.iota(DType.I32, 0, 5).add(1), 0)))
                .containsExactly(1, 2, 6, 24, 120);
        assertThat(run(g -> Running.maximum(g.iota(DType.I8, 0, 3).sub(9), 0)))
                .containsExactly(-9, -8, -7);
    }

    @Test
    void permutationsAreOnesAndAllAreLikely() {
        double[] shuffled = run(g -> Random.permutation(Random.key(g, 8), Dim.of(1000)));
        assertThat(Arrays.stream(shuffled).sorted().toArray())
                .containsExactly(run(g -> g.iota(DType.I64, 0, 1000)));
        long[] orders = new long[4000];
        Graph graph =
                Graph.build(
                        "orders",
                        g -> {
                            var key = Random.key(g.input("seed", DType.I64));
                            g.output("y", Random.shuffled(key, g.iota(DType.I64, 0, 3), 0));
                        });
        for (int i = 0; i < orders.length; i++) {
            Literal seed = LiteralBuilder.scalar(DType.I64, i);
            Literal order = Interpreter.run(graph, List.of(seed)).getFirst();
            orders[i] = order.bits(0) * 2 + (order.bits(1) > order.bits(2) ? 1 : 0);
        }
        GoodnessOfFit.chiSquare("orders of three", orders, _ -> 1.0 / 6);
    }
}
