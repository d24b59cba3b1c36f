package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.pipeline.Stage;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Filters that `prepare` packs, for vectors along the channels: the bits of filters that are
/// inputs, whose vectors go along the image.
@Timeout(180)
final class PackedFiltersTest {
    private static final String BY_CHANNELS = "line_f";

    /// A convolution with the same stride, padding and dilation along all axes.
    private record Convolution(
            DType dtype,
            List<Long> image,
            List<Long> filter,
            long stride,
            long padding,
            long dilation) {
        static Convolution of(DType dtype, List<Long> image, List<Long> filter) {
            return new Convolution(dtype, image, filter, 1, filter.getLast() / 2, 1);
        }

        Convolution with(long otherStride, long otherPadding, long otherDilation) {
            return new Convolution(dtype, image, filter, otherStride, otherPadding, otherDilation);
        }

        Graph graph(boolean isFixed, boolean isSymbolic) {
            return Graph.build(
                    "convolution",
                    g -> {
                        Object[] sizes = image.toArray();
                        if (isSymbolic) {
                            sizes[0] = g.dim("n");
                        }
                        Tensor x = g.input("x", dtype, sizes);
                        Literal values = array(Arena.ofAuto(), 7, filter).toLiteral();
                        Tensor w = isFixed ? g.weight(values) : g.input("w", values.type());
                        List<Long> pads = all(padding);
                        long groups = image.get(1) / filter.get(1);
                        Tensor y = x.convolve(w, all(stride), pads, pads, all(dilation), groups);
                        g.output("y", y.relu().add(1));
                    });
        }

        private List<Long> all(long value) {
            return Collections.nCopies(image.size() - 2, value);
        }

        NDArray array(Arena arena, long seed, List<Long> sizes) {
            Random random = new Random(seed);
            NDArray array =
                    NDArray.of(arena, dtype, sizes.stream().mapToLong(size -> size).toArray());
            for (long i = 0; i < array.elements(); i++) {
                array.set(i, random.nextGaussian());
            }
            return array;
        }

        double[] call(Kernel kernel, Arena arena, boolean isFixed) {
            NDArray x = array(arena, 8, image);
            Map<String, NDArray> inputs =
                    isFixed ? Map.of("x", x) : Map.of("x", x, "w", array(arena, 7, filter));
            return Objects.requireNonNull(kernel.call(arena, inputs).get("y")).toDoubleArray();
        }
    }

    private static void checkSameBits(Convolution convolution) {
        Options options = Options.defaults().threads(2).withoutCache();
        try (Komodo komodo = Komodo.open(options);
                Arena arena = Arena.ofShared()) {
            for (boolean isSymbolic : List.of(false, true)) {
                Graph packed = convolution.graph(true, isSymbolic);
                assertThat(isByChannels(komodo, packed)).isTrue();
                Graph plain = convolution.graph(false, isSymbolic);
                assertThat(isByChannels(komodo, plain)).isFalse();
                try (Kernel fast = komodo.compile(packed);
                        Kernel usual = komodo.compile(plain)) {
                    assertThat(convolution.call(fast, arena, true))
                            .as("%s, symbolic: %s", convolution, isSymbolic)
                            .isEqualTo(convolution.call(usual, arena, false));
                }
            }
        }
    }

    private static boolean isByChannels(Komodo komodo, Graph graph) {
        return komodo.inspect(graph, Stage.LOOPS).contains(BY_CHANNELS);
    }

    @Test
    void smallImagesGiveTheBitsOfFiltersThatAreInputs() {
        checkSameBits(
                Convolution.of(DType.F32, List.of(2L, 32L, 7L, 7L), List.of(60L, 32L, 3L, 3L)));
        checkSameBits(
                Convolution.of(DType.F64, List.of(1L, 40L, 6L, 7L), List.of(16L, 40L, 3L, 3L)));
    }

    @Test
    void stridesDilationsAndGroupsGiveTheBitsOfFiltersThatAreInputs() {
        Convolution groups =
                Convolution.of(DType.F32, List.of(1L, 32L, 13L, 17L), List.of(64L, 16L, 3L, 3L));
        checkSameBits(groups.with(2, 1, 1));
        checkSameBits(groups.with(1, 2, 2));
    }

    @Test
    void volumesGiveTheBitsOfFiltersThatAreInputs() {
        checkSameBits(
                Convolution.of(
                        DType.F32, List.of(1L, 20L, 3L, 4L, 10L), List.of(32L, 20L, 3L, 3L, 3L)));
    }
}
