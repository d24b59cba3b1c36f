package dev.komodo.schedule;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

/// Sorts mean the same to the interpreter and to their schedules, for one worker and for three.
class SortScheduleTest {
    private final Random random = new Random(5);

    private static Graph sorted(DType dtype, int axis, boolean descending, Object... dims) {
        return Graph.build(
                "sorted",
                g -> {
                    Tensor x = g.input("x", dtype, dims);
                    List<Tensor> sorted = x.sortWithPositions(axis, descending);
                    g.output("values", sorted.getFirst());
                    g.output("positions", sorted.getLast());
                });
    }

    /// All bit patterns, of which floats have many that mean the same: zeros and NaNs.
    private Literal bits(DType dtype, long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.putBits(i, dtype.wrap(random.nextLong() >> random.nextInt(64)));
        }
        return builder.build();
    }

    /// Few numbers, so that many are equal, with both zeros and infinities and NaN.
    private Literal few(DType dtype, long... sizes) {
        double[] special = {0, -0.0, 1, 2, -1, -3, 1, Double.NaN, 1 / 0.0, -1 / 0.0};
        int choices = dtype.isFloat() ? special.length : dtype.isUnsigned() ? 1 : 7;
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.put(
                    i, dtype == DType.BOOL ? random.nextInt(2) : special[random.nextInt(choices)]);
        }
        return builder.build();
    }

    @ParameterizedTest
    @EnumSource
    void sortsEveryDTypeByInsertionAndByDigits(DType dtype) {
        for (boolean descending : new boolean[] {false, true}) {
            Graph graph = sorted(dtype, 1, descending, 3, "n");
            for (long n : new long[] {0, 1, 2, 17, 400}) {
                Differential.check(graph, bits(dtype, 3, n));
                Differential.check(graph, few(dtype, 3, n));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 80, 81, 300})
    void sortsAlongEveryAxisOfKnownExtents(long n) {
        for (int axis = 0; axis < 3; axis++) {
            Object[] dims = {3L, 2L, 4L};
            dims[axis] = n;
            long[] sizes = {(long) dims[0], (long) dims[1], (long) dims[2]};
            Differential.check(sorted(DType.F32, axis, axis == 1, dims), bits(DType.F32, sizes));
        }
    }

    @Test
    void sharesRowsAmongWorkers() {
        Graph graph = sorted(DType.I16, 0, false, "n", "m");
        Differential.check(graph, bits(DType.I16, 200, 90));
    }

    /// One row, so long that workers share it; most of it in the last of several chunks, and a
    /// round in which nothing moves.
    @Test
    void sharesALongRowAmongWorkers() {
        Differential.check(sorted(DType.U8, 0, true, 140_001), bits(DType.U8, 140_001));
        Differential.check(sorted(DType.I16, 1, false, 1, "n"), few(DType.I16, 1, 131_073));
    }

    /// A sort is one kernel among others: what it takes is computed before, what it gives is used.
    @Test
    void takesWhatIsComputedAndGivesWhatIsUsed() {
        Graph graph =
                Graph.build(
                        "amid",
                        g -> {
                            Tensor x = g.input("x", DType.F64, "n");
                            Tensor y = x.abs().add(1);
                            g.output("sum", y.sort(0).mul(y).sum());
                            g.output("ranks", y.argSort(0).argSort(-1));
                            g.output("taken", x.gather(x.argSort(0, true), 0));
                            g.output("constant", g.constants(DType.F32, 3, 1, 2).sort(0));
                        });
        Differential.check(graph, Differential.random(random, DType.F64, 300));
    }
}
