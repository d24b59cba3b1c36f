package dev.komodo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// MelWeightMatrix, by ONNX's formula worked out.
final class MelFiltersTest {
    @TempDir private Path folder = Path.of("");

    private Literal matrix(long filters, long length, double high) {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .constant("filters", LiteralBuilder.scalar(DType.I64, filters))
                .constant("length", LiteralBuilder.scalar(DType.I64, length))
                .constant("rate", LiteralBuilder.scalar(DType.I64, 8000L))
                .constant("low", LiteralBuilder.scalar(DType.F32, 0.0))
                .constant("high", LiteralBuilder.scalar(DType.F32, high))
                .node("y = MelWeightMatrix filters, length, rate, low, high")
                .output("y");
        return Interpreter.run(model.read(folder).graph(), List.of()).getFirst();
    }

    /// The corners lie at 0, 427, 1114 and 2221 Hz: in the bins 0, 1, 4 and 9.
    @Test
    void aFilterIsATriangleBetweenBins() {
        Literal matrix = matrix(2, 32, 4000);
        double[] first = {0, 1, 2 / 3f, 1 / 3f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        double[] second = {0, 0, 1 / 3f, 2 / 3f, 1, 0.8f, 0.6f, 0.4f, 0.2f, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThat(matrix.sizes()).containsExactly(17, 2);
        for (int bin = 0; bin < 17; bin++) {
            assertThat(matrix.asDouble(2L * bin)).as("filter 0, bin " + bin).isEqualTo(first[bin]);
            assertThat(matrix.asDouble(2L * bin + 1))
                    .as("filter 1, bin " + bin)
                    .isEqualTo(second[bin]);
        }
    }

    @Test
    void anEdgeBehindTheSpectrumIsAMistake() {
        assertThatThrownBy(() -> matrix(2, 8, 40_000))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("40000.0 Hz reach bin");
    }
}
