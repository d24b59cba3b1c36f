package dev.komodo.onnx.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class ComparisonRuleTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static boolean same(String name, Literal actual, Literal expected) {
        return ComparisonRules.of(name, Tolerance.DEFAULT).difference(actual, expected).isEmpty();
    }

    private static boolean same(double actual, double expected) {
        return same("test_x", floats(actual), floats(expected));
    }

    private static Literal floats(double... values) {
        return LiteralBuilder.vector(DType.F64, values);
    }

    @Test
    void floatsMayDifferByTheToleranceOfTheExpectedValue() {
        assertThat(same(1000.9, 1000)).isTrue();
        assertThat(same(1001.1, 1000)).isFalse();
        assertThat(same(0.9e-7, 0)).isTrue();
        assertThat(same(1.1e-7, 0)).isFalse();
        assertThat(same(-0.0, 0.0)).isTrue();
    }

    @Test
    void nanIsEqualToNanAndAnInfinityToItself() {
        assertThat(same(NAN, NAN)).isTrue();
        assertThat(same(INFINITY, INFINITY)).isTrue();
        assertThat(same(-INFINITY, INFINITY)).isFalse();
        assertThat(same(1, NAN)).isFalse();
        assertThat(same(NAN, 1)).isFalse();
        assertThat(same(1, INFINITY)).isFalse();
        assertThat(same(INFINITY, 1)).isFalse();
    }

    @Test
    void integersAndTruthValuesAreComparedExactly() {
        for (DType dtype : new DType[] {DType.I32, DType.I64}) {
            Literal expected = LiteralBuilder.vector(dtype, 2000);
            assertThat(same("test_x", LiteralBuilder.vector(dtype, 2000), expected)).isTrue();
            assertThat(same("test_x", LiteralBuilder.vector(dtype, 2001), expected)).isFalse();
        }
        assertThat(
                        same(
                                "test_x",
                                LiteralBuilder.vector(DType.BOOL, 0),
                                LiteralBuilder.vector(DType.BOOL, 1)))
                .isFalse();
        Literal large = LiteralBuilder.scalar(DType.I64, Long.MAX_VALUE);
        Literal oneLess = LiteralBuilder.scalar(DType.I64, Long.MAX_VALUE - 1);
        assertThat(same("test_x", oneLess, large)).as("beyond the 53 bits of a double").isFalse();
    }

    @Test
    void shapeAndDtypeMustBeEqual() {
        Literal row = LiteralBuilder.of(DType.F64, new long[] {1, 2}, 1, 2);
        assertThat(same("test_x", floats(1, 2), row)).isFalse();
        assertThat(same("test_x", LiteralBuilder.vector(DType.F32, 1, 2), floats(1, 2))).isFalse();
        assertThat(same("test_bernoulli", floats(1, 0), row)).isFalse();
    }

    @Test
    void aDifferenceSaysHowManyAndWhere() {
        assertThat(
                        ComparisonRules.of("test_x", Tolerance.DEFAULT)
                                .difference(floats(1, 5, 6), floats(1, 2, 3)))
                .contains("2 of 3 elements of f64[3] differ, the first, 1, is 5.0 instead of 2.0");
    }

    @Test
    void theSpecialCasesOfOnnxAreAsOnnxHasThem() {
        for (String name : new String[] {"test_dft", "test_dft_axis", "test_dft_inverse_opset19"}) {
            assertThat(same(name, floats(9e-7), floats(0))).isTrue();
        }
        assertThat(same("test_dft_other", floats(9e-7), floats(0))).isFalse();
        assertThat(same("test_celu_bfloat16_expanded", floats(1.009), floats(1))).isTrue();
        assertThat(same("test_celu_expanded", floats(1.009), floats(1))).isFalse();
        assertThat(same("test_bernoulli_seed_expanded", floats(0, 1), floats(1, 0))).isTrue();
        assertThat(same("test_bernoulli", floats(0.5, 1), floats(1, 0))).isFalse();
    }

    @Test
    void aFileBesideTheModelSetsTolerances(@TempDir Path folder) throws IOException {
        assertThat(Tolerance.DEFAULT.overriddenIn(folder)).isEqualTo(Tolerance.DEFAULT);

        Path file = folder.resolve("data.json");
        Files.writeString(file, "{\"rtol\": 0.002}");
        assertThat(Tolerance.DEFAULT.overriddenIn(folder)).isEqualTo(new Tolerance(2e-3, 1e-7));

        Files.writeString(file, "{\"url\": \"light/x.onnx\", \"atol\" : 1e-5, \"rtol\":1}");
        assertThat(Tolerance.DEFAULT.overriddenIn(folder)).isEqualTo(new Tolerance(1, 1e-5));

        Files.writeString(file, "{\"rtol\": 1e-e}");
        assertThatThrownBy(() -> Tolerance.DEFAULT.overriddenIn(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("data.json says");

        Files.writeString(file, "{\"rtol\": -1}");
        assertThatThrownBy(() -> Tolerance.DEFAULT.overriddenIn(folder))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
