package dev.komodo.schedule;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

/// Extremes of zeros of both signs and of NaN. A comparison of results takes zeros for equal: the
/// reciprocal shows which one it is.
class SignedExtremeTest {
    private static final double[][] PALETTES = {
        {-0.0},
        {0.0},
        {-0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, 0.0},
        {-0.0, -1.0},
        {0.0, 1.0},
        {-0.0, 0.0, -1.0},
        {-0.0, 0.0, 1.0},
        {Double.NEGATIVE_INFINITY, -0.0},
        {Double.POSITIVE_INFINITY, 0.0},
        {-0.0, 0.0, 1.0, -1.0, 2.0, 3.0, 4.0, Double.NaN}
    };

    @ParameterizedTest
    @CsvSource({"F32, 1", "F32, 7", "F32, 70", "F32, 2100", "F64, 9", "F64, 130"})
    void orderZerosAndKeepNan(DType dtype, int extent) {
        Random random = new Random(extent);
        Graph graph =
                Graph.build(
                        "extremes",
                        g -> {
                            outputs(
                                    g.input("x", dtype, 20, extent),
                                    g.input("t", dtype, extent, 20));
                        });
        Differential.check(
                graph,
                rows(random, dtype, 20, extent, true),
                rows(random, dtype, extent, 20, false));
    }

    private static void outputs(Tensor x, Tensor t) {
        x.builder().output("along", x.max(1).reciprocal());
        x.builder().output("least_along", x.min(1).reciprocal());
        x.builder().output("across", t.max(0).reciprocal());
        x.builder().output("least_across", t.min(0).reciprocal());
    }

    /// Each row, or each column, is drawn from a palette of its own.
    private static Literal rows(Random random, DType dtype, int height, int width, boolean byRow) {
        LiteralBuilder builder = new LiteralBuilder(dtype, height, width);
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double[] palette = PALETTES[(byRow ? i : j) % PALETTES.length];
                builder.put((long) i * width + j, palette[random.nextInt(palette.length)]);
            }
        }
        return builder.build();
    }
}
