package dev.komodo.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;

final class AgreementTest {
    private static final Arena ARENA = Arena.ofAuto();

    private static NDArray floats(double... values) {
        return NDArray.of(ARENA, DType.F32, values.length).fill(values);
    }

    private static boolean agree(NDArray found, NDArray expected) {
        return Agreement.of("y", found, expected).mismatch().isEmpty();
    }

    @Test
    void floatsMayDifferByAShareOfThemselvesAndOfTheLargest() {
        assertThat(agree(floats(1000, 1), floats(1000.05, 1))).isTrue();
        assertThat(agree(floats(1000, 1), floats(1000.2, 1))).isFalse();
        assertThat(agree(floats(1000, 0.005), floats(1000, 0))).isTrue();
        assertThat(agree(floats(1, 0.005), floats(1, 0))).isFalse();
    }

    @Test
    void specialValuesAgreeWithThemselvesOnly() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(agree(floats(Double.NaN, infinity), floats(Double.NaN, infinity))).isTrue();
        assertThat(agree(floats(Double.NaN), floats(1))).isFalse();
        assertThat(agree(floats(1), floats(Double.NaN))).isFalse();
        assertThat(agree(floats(infinity), floats(-infinity))).isFalse();
        assertThat(agree(floats(1e30), floats(infinity))).isFalse();
    }

    @Test
    void integersShapesAndTypesMustBeEqual() {
        NDArray two = NDArray.of(ARENA, DType.I64, 2).fill(new long[] {1L << 60, 5});
        NDArray other = NDArray.of(ARENA, DType.I64, 2).fill(new long[] {(1L << 60) + 1, 5});
        assertThat(agree(two, two)).isTrue();
        assertThat(agree(two, other)).isFalse();
        assertThat(agree(two, two.view(1, 2))).isFalse();
        assertThat(agree(floats(1), NDArray.of(ARENA, DType.F64, 1).fill(new double[] {1})))
                .isFalse();
    }

    @Test
    void theMessageNamesTheWorstElement() {
        assertThat(Agreement.of("y", floats(1, 2, 3), floats(1.1, 2, 4)).mismatch())
                .hasValue("y: element 2 is 3.0, the peer's 4.0");
    }
}
