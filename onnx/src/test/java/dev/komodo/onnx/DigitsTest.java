package dev.komodo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.interp.Interpreter;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/// The example network, against the probabilities that NumPy computed.
final class DigitsTest {
    private final Path folder = SharedFiles.path("examples/digits");

    private NpyArray array(String name) throws IOException {
        return NpyReader.read(folder.resolve(name));
    }

    @Test
    void recognisesTheDigitsAsNumpyDoes() throws IOException {
        Graph graph = OnnxModel.read(folder.resolve("digits.onnx")).graph();
        NpyArray images = array("images.npy");
        Literal argument =
                Literal.of(DType.F32, new long[] {360, 64}, MemorySegment.ofBuffer(images.data()));

        List<Literal> results = Interpreter.run(graph, List.of(argument));

        Literal probabilities =
                results.stream().filter(r -> r.dtype() == DType.F32).findFirst().orElseThrow();
        ByteBuffer expected =
                array("expected_probabilities.npy").data().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer labels = array("labels.npy").data().order(ByteOrder.LITTLE_ENDIAN);
        int right = 0;
        for (int image = 0; image < 360; image++) {
            int best = 0;
            for (int digit = 0; digit < 10; digit++) {
                int at = 10 * image + digit;
                assertThat(probabilities.asDouble(at))
                        .isCloseTo(expected.getFloat(4 * at), within(1e-5));
                if (probabilities.asDouble(at) > probabilities.asDouble(10 * image + best)) {
                    best = digit;
                }
            }
            right += best == labels.getLong(8 * image) ? 1 : 0;
            for (Literal result : results) {
                if (result.dtype() == DType.I64) {
                    assertThat(result.asLong(image)).isEqualTo(best);
                }
            }
        }
        assertThat(right).isEqualTo(351);
    }

    @Test
    void keepsTheBatchSymbolic() throws IOException {
        Graph graph = OnnxModel.read(folder.resolve("digits.onnx")).graph();

        assertThat(graph.inputs().getFirst().type()).hasToString("f32[n, 64]");
        assertThat(graph.guards()).isEmpty();
    }
}
