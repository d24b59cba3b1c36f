package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.Function;

class PositionsTest {
    private static double[] run(Function<GraphBuilder, Tensor> body) {
        Literal machine = Draws.machine(1, body);
        assertThat(machine).isEqualTo(Draws.interpreter(body));
        return Draws.doubles(machine);
    }

    @Test
    void positionsAndIndicesAreEachOthersInverse() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(run(g -> Positions.unravel(g.constants(0, 5, 12, 23), shape).get(0)))
                .containsExactly(0, 0, 1, 1);
        assertThat(run(g -> Positions.unravel(g.constants(0, 5, 12, 23), shape).get(1)))
                .containsExactly(0, 1, 0, 2);
        assertThat(
                        run(
                                g -> {
                                    Tensor all = g.iota(DType.I64, 0, 24);
                                    return Positions.ravel(Positions.unravel(all, shape), shape)
                                            .sub(all);
                                }))
                .containsOnly(0);
        assertThatThrownBy(() -> run(g -> Positions.ravel(List.of(), shape)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("found 0");
    }

    @Test
    void picksWhereConditionsHold() {
        assertThat(run(g -> Positions.where(g.constants(0, 7, 0, 8).reshape(2, 2))))
                .containsExactly(0, 1, 1, 1);
        Function<GraphBuilder, Tensor> condition = g -> g.constants(1, 0, 1).notEqualTo(0);
        assertThat(run(g -> Positions.compress(g.iota(DType.F32, 1, 2, 3), condition.apply(g), -1)))
                .containsExactly(0, 2, 0, 2);
    }

    @Test
    void choosesAmongWhatBroadcasts() {
        Function<GraphBuilder, Tensor> chosen =
                g ->
                        Positions.choose(
                                g.constants(0, 1, -1),
                                List.of(
                                        g.constants(DType.F32, 5),
                                        g.constants(DType.F32, 1, 2, 3)));
        assertThat(run(chosen)).containsExactly(5, 2, 3);
        assertThatThrownBy(
                        () ->
                                run(
                                        g ->
                                                Positions.choose(
                                                        g.constants(2),
                                                        List.of(g.constants(1), g.constants(2)))))
                .isInstanceOf(ExecutionException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 4, 5, -7, 123456789012L})
    void rollsKnownAndOpenExtentsAlike(long shift) {
        Graph open =
                Graph.build(
                        "open",
                        g ->
                                g.output(
                                        "y",
                                        Positions.rolled(g.input("x", DType.I64, "n"), shift, -1)));
        double[] expected = new double[5];
        LiteralBuilder x = new LiteralBuilder(DType.I64, 5);
        for (int i = 0; i < 5; i++) {
            x.putBits(i, i);
            expected[i] = Math.floorMod(i - shift, 5L);
        }
        Literal found = Interpreter.run(open, List.of(x.build())).getFirst();
        assertThat(Draws.doubles(found)).containsExactly(expected);
        assertThat(run(g -> Positions.rolled(g.iota(DType.I64, 0, 5), shift, 0)))
                .containsExactly(expected);
    }

    @Test
    void differencesAreOfNeighbours() {
        assertThat(run(g -> Positions.differences(g.constants(1, 4, 9, 16).reshape(1, 4), 1)))
                .containsExactly(3, 5, 7);
        assertThat(run(g -> Positions.differences(g.constants(1), 0))).isEmpty();
    }

    @Test
    void countsAndSumsByNumber() {
        assertThat(run(g -> Counting.binCount(g.constants(1, 3, 1, 0), Dim.of(5))))
                .containsExactly(1, 2, 0, 1, 0);
        assertThat(
                        run(
                                g ->
                                        Counting.binCount(
                                                g.constants(1, 0, 1),
                                                g.constants(DType.F64, 0.5, 2, 0.25),
                                                Dim.of(2))))
                .containsExactly(2, 0.75);
        for (long outside : new long[] {-1, 5}) {
            assertThatThrownBy(() -> run(g -> Counting.binCount(g.constants(outside), Dim.of(5))))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void histogramsTakeTheLastEdge() {
        double[] x = {-1, 0, 0.5, 1, 1.5, 2, 3, 3.5, Double.NaN};
        assertThat(
                        run(
                                g ->
                                        Counting.histogram(
                                                g.constants(DType.F64, x),
                                                g.constants(DType.F64, 0, 1, 2, 3))))
                .containsExactly(2, 2, 2);
    }
}
