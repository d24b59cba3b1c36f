package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScatterOp;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

class AlongAxisTest {
    private final Random random = new Random(3);

    private Literal numbers(DType dtype, int from, int to, long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.put(i, random.nextInt(from, to));
        }
        return builder.build();
    }

    private static long[] sizes(int axis, long extent) {
        long[] sizes = {2, 3, 4};
        sizes[axis] = extent;
        return sizes;
    }

    private static long flat(long[] sizes, long... at) {
        return (at[0] * sizes[1] + at[1]) * sizes[2] + at[2];
    }

    @Test
    void takesAndPutsByTheIndicesOfEachRow() {
        for (int axis = 0; axis < 3; axis++) {
            int along = axis;
            Literal x = numbers(DType.F32, -99, 99, sizes(axis, 5));
            Literal indices = numbers(DType.I32, -5, 5, sizes(axis, 7));
            Literal updates = numbers(DType.F32, -99, 99, sizes(axis, 7));
            Graph graph =
                    Graph.build(
                            "along",
                            g -> {
                                var in = g.input("x", x.type());
                                var at = g.input("i", indices.type());
                                var put = g.input("u", updates.type());
                                g.output("taken", AlongAxis.take(in, at, along - 3));
                                g.output("put", AlongAxis.put(ScatterOp.ADD, in, at, put, along));
                            });
            List<Literal> found = Interpreter.run(graph, List.of(x, indices, updates));
            double[] sums = new double[(int) x.elements()];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = x.asDouble(i);
            }
            long[] many = indices.sizes();
            for (long a = 0; a < many[0]; a++) {
                for (long b = 0; b < many[1]; b++) {
                    for (long c = 0; c < many[2]; c++) {
                        long at = flat(many, a, b, c);
                        long[] place = {a, b, c};
                        place[axis] = Math.floorMod(indices.asLong(at), 5);
                        long from = flat(x.sizes(), place);
                        assertThat(found.getFirst().asDouble(at)).isEqualTo(x.asDouble(from));
                        sums[(int) from] += updates.asDouble(at);
                    }
                }
            }
            assertThat(Draws.doubles(found.getLast())).containsExactly(sums);
        }
    }

    /// An index beyond a row that is not the last would be inside the next row.
    @Test
    void doesNotReachIntoOtherRows() {
        Graph graph =
                Graph.build(
                        "outside",
                        g ->
                                g.output(
                                        "y",
                                        AlongAxis.take(
                                                g.input("x", DType.F32, "n", 3),
                                                g.input("i", DType.I64, "n", 1),
                                                1)));
        Literal x = numbers(DType.F32, 0, 9, 2, 3);
        for (long outside : new long[] {3, -4, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Literal indices = new LiteralBuilder(DType.I64, 2, 1).putBits(0, outside).build();
            assertThatThrownBy(() -> Interpreter.run(graph, List.of(x, indices)))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void refusesIndicesOfAnotherShape() {
        assertThatThrownBy(
                        () ->
                                Graph.build(
                                        "refused",
                                        g ->
                                                AlongAxis.take(
                                                        g.input("x", DType.F32, 2, 3),
                                                        g.input("i", DType.I64, 3),
                                                        1)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("the rank of what they index");
    }
}
