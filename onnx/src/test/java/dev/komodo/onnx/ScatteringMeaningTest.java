package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;
import static dev.komodo.onnx.ModelWriter.elements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.ExecutionException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/// What ONNX's own cases leave open about operators that put elements at positions, or say where
/// elements are.
final class ScatteringMeaningTest {
    private static final int I64 = 7;

    @TempDir private Path folder = Path.of("");

    private List<Literal> run(ModelWriter model, Literal... arguments) {
        return Interpreter.run(model.read(folder).graph(), List.of(arguments));
    }

    private static Literal literal(DType dtype, long[] sizes, double... values) {
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (int i = 0; i < values.length; i++) {
            builder.put(i, values[i]);
        }
        return builder.build();
    }

    private static long[] sizes(long... sizes) {
        return sizes;
    }

    @ParameterizedTest
    @CsvSource({
        "none, '9 2 8 4 5 6'",
        "add, '17 2 11 4 5 6'",
        "mul, '63 2 24 4 5 6'",
        "min, '1 2 3 4 5 6'",
        "max, '9 2 8 4 5 6'",
    })
    void rowsOfPositionsMeetSymbolicExtents(String reduction, String expected) {
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", "n", 3)
                .input(I64, "i", "k", 2)
                .input("u", "k")
                .node("y = ScatterND x, i, u", attribute("reduction", reduction))
                .output("y");
        Literal x = literal(DType.F32, sizes(2, 3), 1, 2, 3, 4, 5, 6);
        Literal i = literal(DType.I64, sizes(3, 2), 0, 0, 0, 2, -2, -3);
        Literal u = literal(DType.F32, sizes(3), 7, 8, 9);

        assertThat(elements(run(model, x, i, u).getFirst()))
                .isEqualTo(List.of(expected.split(" ")).stream().map(Double::valueOf).toList());
    }

    @Test
    void aPositionOutsideFails() {
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", 2, 3)
                .input(I64, "i", 1, 2)
                .input("u", 1)
                .node("y = ScatterND x, i, u")
                .output("y");
        Literal x = literal(DType.F32, sizes(2, 3));
        Literal u = literal(DType.F32, sizes(1), 7);

        assertThatThrownBy(() -> run(model, x, literal(DType.I64, sizes(1, 2), 0, 3), u))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("INDEX_OUT_OF_BOUNDS");
        assertThatThrownBy(() -> run(model, x, literal(DType.I64, sizes(1, 2), -3, 2), u))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void anUpdateWithoutAxesReplacesTheWhole() {
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", 2)
                .input(I64, "i", 2, 0)
                .input("u", 2, 2)
                .node("y = ScatterND x, i, u", attribute("reduction", "add"))
                .output("y");
        Literal x = literal(DType.F32, sizes(2), 1, 2);
        Literal u = literal(DType.F32, sizes(2, 2), 10, 20, 30, 40);

        assertThat(elements(run(model, x, literal(DType.I64, sizes(2, 0)), u).getFirst()))
                .containsExactly(41.0, 62.0);
    }

    @Test
    void elementsGoAlongTheAxisWhereUpdatesAreFewer() {
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", 2, 3)
                .input(I64, "i", 2, 2)
                .input("u", 2, 2)
                .node("y = ScatterElements x, i, u", attribute("axis", -1))
                .output("y");
        Literal x = literal(DType.F32, sizes(2, 3), 1, 2, 3, 4, 5, 6);
        Literal i = literal(DType.I64, sizes(2, 2), -1, 0, 1, 1);
        Literal u = literal(DType.F32, sizes(2, 2), 10, 20, 30, 40);

        assertThat(elements(run(model, x, i, u).getFirst()))
                .containsExactly(20.0, 2.0, 10.0, 4.0, 40.0, 6.0);
    }

    @Test
    void theLargestOfAWindowIsFoundInBothOrders() {
        for (int order = 0; order < 2; order++) {
            ModelWriter model = new ModelWriter(12);
            model.graph()
                    .input("x", 1, 2, 2, 3)
                    .node(
                            "y, at = MaxPool x",
                            attribute("kernel_shape", 2, 2),
                            attribute("pads", 1, 0, 0, 0),
                            attribute("storage_order", order))
                    .output("y")
                    .output("at");
            double low = Double.NEGATIVE_INFINITY;
            Literal x =
                    literal(
                            DType.F32,
                            sizes(1, 2, 2, 3),
                            5,
                            5,
                            1,
                            0,
                            9,
                            2,
                            low,
                            low,
                            low,
                            low,
                            low,
                            low);

            List<Literal> results = run(model, x);

            assertThat(elements(results.get(0)))
                    .containsExactly(5.0, 5.0, 9.0, 9.0, low, low, low, low);
            assertThat(elements(results.get(1)))
                    .isEqualTo(
                            order == 0
                                    ? List.of(0.0, 1.0, 4.0, 4.0, 6.0, 7.0, 6.0, 7.0)
                                    : List.of(0.0, 2.0, 3.0, 3.0, 6.0, 8.0, 6.0, 8.0));
        }
    }

    @Test
    void blocksOfAnImageComeBackAsOftenAsTheyCoverIt() {
        ModelWriter model = new ModelWriter(18);
        model.graph()
                .input("x", "n", 4, 4)
                .constant("image", literal(DType.I64, sizes(2), 3, 2))
                .constant("block", literal(DType.I64, sizes(2), 2, 2))
                .node(
                        "y = Col2Im x, image, block",
                        attribute("pads", 0, 1, 1, 0),
                        attribute("strides", 2, 1))
                .output("y");
        Literal ones = LiteralBuilder.splat(DType.F32, 1, 1, 4, 4);

        assertThat(elements(run(model, ones).getFirst()))
                .containsExactly(2.0, 1.0, 2.0, 1.0, 2.0, 1.0);
    }

    @Test
    void ngramsWithSkippedTokensAreCountedOnceADistance() {
        ModelWriter model = new ModelWriter(9);
        model.graph()
                .input(I64, "x", "n", "l")
                .node(
                        "y = TfIdfVectorizer x",
                        attribute("mode", "TF"),
                        attribute("min_gram_length", 1),
                        attribute("max_gram_length", 2),
                        attribute("max_skip_count", 1),
                        attribute("ngram_counts", 0, 2),
                        attribute("ngram_indexes", 3, 0, 1, 1),
                        attribute("pool_int64s", 5, 7, 5, 7, 7, 5))
                .output("y");
        Literal x = literal(DType.I64, sizes(2, 4), 5, 7, 7, 5, 5, 5, 5, 5);

        assertThat(elements(run(model, x).getFirst()))
                .containsExactly(2.0, 4.0, 0.0, 2.0, 0.0, 0.0, 0.0, 4.0);
    }
}
