package dev.komodo.onnx.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Whether a model of f32 tensors gives what ONNX Runtime gives, on seeded random inputs.
final class Agreement {
    /// Of the expected element.
    private static final double RELATIVE = 1e-4;

    private Agreement() {}

    /// Where the numbers of an input lie.
    @FunctionalInterface
    interface Inputs {
        /// A number for an element of an input.
        double next(String input, SplittableRandom random);
    }

    /// Runs both sides and compares every output.
    ///
    /// An element may be off by `1e-4 |e| + cancellation * max |E|`, `E` being the whole output: an
    /// element that is a sum of K terms carries rounding in proportion to its terms, which may
    /// cancel to anything near zero, while the largest element tells how large the terms are.
    static void require(Path model, Path cache, int threads, double cancellation, Inputs numbers)
            throws IOException, OrtException {
        Graph graph = OnnxModel.read(model).graph();
        try (Arena arena = Arena.ofConfined()) {
            Map<String, NDArray> arguments = arguments(arena, Signature.of(graph), numbers);
            Map<String, float[]> expected = OnnxRuntime.run(model, threads, arguments);
            try (Komodo komodo =
                            Komodo.open(Options.defaults().threads(threads).cacheFolder(cache));
                    Kernel kernel = komodo.compile(graph)) {
                Map<String, NDArray> actual = kernel.call(arena, arguments);
                assertThat(actual.keySet()).isEqualTo(expected.keySet());
                actual.forEach(
                        (name, array) ->
                                require(
                                        model.getFileName() + ", output " + name,
                                        array,
                                        expected.getOrDefault(name, new float[0]),
                                        cancellation));
            }
        }
    }

    private static Map<String, NDArray> arguments(
            Arena arena, Signature signature, Inputs numbers) {
        Map<String, NDArray> arguments = new LinkedHashMap<>();
        for (Signature.Parameter input : signature.inputs()) {
            assertThat(input.type().dtype()).isEqualTo(DType.F32);
            NDArray array = NDArray.of(arena, DType.F32, input.type().shape());
            SplittableRandom random = new SplittableRandom(input.name().hashCode());
            for (long i = 0; i < array.elements(); i++) {
                array.set(i, numbers.next(input.name(), random));
            }
            arguments.put(input.name(), array);
        }
        return arguments;
    }

    private static void require(
            String what, NDArray actual, float[] expected, double cancellation) {
        assertThat(actual.elements()).as(what).isEqualTo(expected.length);
        double largest = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : expected) {
            assertThat(Float.isFinite(value)).as(what + " is finite").isTrue();
            largest = Math.max(largest, Math.abs(value));
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        assertThat(high - low).as(what + ": its elements differ").isGreaterThan(0.1 * largest);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < expected.length; i++) {
            double allowed = RELATIVE * Math.abs(expected[i]) + cancellation * largest;
            double share = Math.abs(actual.get(i) - expected[i]) / allowed;
            if (!(share <= worst)) {
                worst = share;
                at = i;
            }
        }
        if (Boolean.getBoolean("komodo.oracle.print")) {
            System.out.printf(
                    "%s: at most %.4f of the tolerance, largest %.4g%n", what, worst, largest);
        }
        assertThat(worst)
                .as(
                        "%s: element %d is %s, ONNX Runtime has %s, the largest is %s; difference"
                                + " over tolerance",
                        what, at, actual.get(at), expected[at], largest)
                .isLessThanOrEqualTo(1);
    }
}
