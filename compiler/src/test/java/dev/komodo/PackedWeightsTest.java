package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.pipeline.Stage;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Weights that `prepare` packs once: the bits of a product of two inputs, at any number of rows,
/// and memory that is counted and returned.
@Timeout(180)
final class PackedWeightsTest {
    @TempDir Path folder;

    private static NDArray random(Arena arena, DType dtype, long seed, long... sizes) {
        Random random = new Random(seed);
        NDArray array = NDArray.of(arena, dtype, sizes);
        for (long i = 0; i < array.elements(); i++) {
            array.set(i, random.nextGaussian());
        }
        return array;
    }

    /// How the two operands are multiplied.
    private enum Way {
        PLAIN {
            @Override
            Tensor of(Tensor x, Tensor w) {
                return x.matmul(w);
            }
        },
        TRANSPOSED {
            @Override
            Tensor of(Tensor x, Tensor w) {
                return x.matmul(w.transpose(1, 0));
            }
        },
        SCALED {
            @Override
            Tensor of(Tensor x, Tensor w) {
                return x.matmul(w.mul(0.5).transpose(1, 0));
            }
        };

        abstract Tensor of(Tensor x, Tensor w);

        long depth(Literal right) {
            return right.sizes()[this == PLAIN ? right.sizes().length - 2 : 1];
        }
    }

    /// A product with a right operand that is a weight, or an input.
    private static Graph product(Way way, DType dtype, Object rows, Literal right, boolean fixed) {
        return Graph.build(
                "product",
                g -> {
                    Object count = rows.equals("n") ? g.dim("n") : rows;
                    long depth = way.depth(right);
                    Tensor x =
                            right.sizes().length == 3
                                    ? g.input("x", dtype, right.sizes()[0], count, depth)
                                    : g.input("x", dtype, count, depth);
                    Tensor w = fixed ? g.weight(right) : g.input("w", right.type());
                    g.output("y", way.of(x, w).add(1));
                });
    }

    private static double[] call(Kernel kernel, Arena arena, Map<String, NDArray> inputs) {
        NDArray y = Objects.requireNonNull(kernel.call(arena, inputs).get("y"));
        return y.toDoubleArray();
    }

    private void checkSameBits(Way way, DType dtype, Object rows, long calls, long... sizes) {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).cacheFolder(folder));
                Arena arena = Arena.ofConfined()) {
            NDArray w = random(arena, dtype, 7, sizes);
            Literal right = w.toLiteral();
            try (Kernel packed = komodo.compile(product(way, dtype, rows, right, true));
                    Kernel plain = komodo.compile(product(way, dtype, rows, right, false))) {
                assertThat(packed.report().constantBytes()).isPositive();
                assertThat(plain.report().constantBytes()).isZero();
                long k = way.depth(right);
                NDArray x =
                        sizes.length == 3
                                ? random(arena, dtype, 8, sizes[0], calls, k)
                                : random(arena, dtype, 8, calls, k);
                assertThat(call(packed, arena, Map.of("x", x)))
                        .as("%s %s, %s rows, %s", way, dtype, calls, Arrays.toString(sizes))
                        .isEqualTo(call(plain, arena, Map.of("x", x, "w", w)));
            }
        }
    }

    private String loops(Graph graph) {
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(folder))) {
            return komodo.inspect(graph, Stage.LOOPS);
        }
    }

    @Test
    void packedWeightsGiveTheBitsOfInputs() {
        checkSameBits(Way.PLAIN, DType.F32, 64L, 64, 300, 70);
        checkSameBits(Way.TRANSPOSED, DType.F32, 64L, 64, 100, 257);
        checkSameBits(Way.TRANSPOSED, DType.F32, 1L, 1, 200, 257);
        checkSameBits(Way.TRANSPOSED, DType.F32, 9L, 9, 200, 257);
        checkSameBits(Way.TRANSPOSED, DType.F64, 3L, 3, 200, 257);
        checkSameBits(Way.PLAIN, DType.F64, 20L, 20, 300, 70);
        checkSameBits(Way.SCALED, DType.F32, 30L, 30, 100, 257);
        checkSameBits(Way.PLAIN, DType.F32, 20L, 20, 3, 130, 90);
    }

    @Test
    void oneKernelServesAnyNumberOfRows() {
        for (long rows : new long[] {1, 2, 31, 500}) {
            checkSameBits(Way.PLAIN, DType.F32, "n", rows, 100, 200);
        }
    }

    @Test
    void productsThatUseAWeightInTheSameWayShareIt() {
        try (Arena arena = Arena.ofConfined()) {
            Literal square = random(arena, DType.F32, 1, 128, 128).toLiteral();
            Graph graph =
                    Graph.build(
                            "shared",
                            g -> {
                                Tensor w = g.weight(square);
                                Tensor x = g.input("x", DType.F32, 64, 128);
                                g.output("y", x.matmul(w).relu().matmul(w).matmul(w));
                            });
            assertThat(loops(graph)).containsOnlyOnce("prepared packed");
            Graph both =
                    Graph.build(
                            "both",
                            g -> {
                                Tensor w = g.weight(square);
                                Tensor x = g.input("x", DType.F32, 64, 128);
                                g.output("y", x.matmul(w).matmul(w.transpose(1, 0)));
                            });
            assertThat(loops(both)).contains("prepared packed:", "prepared packed_1:");
        }
    }

    @Test
    void smallWeightsAndThoseOfManyRowsAreNotPackedBefore() {
        try (Arena arena = Arena.ofConfined()) {
            Literal small = random(arena, DType.F32, 1, 64, 64).toLiteral();
            Literal large = random(arena, DType.F32, 1, 128, 128).toLiteral();
            assertThat(loops(product(Way.PLAIN, DType.F32, 64L, small, true)))
                    .doesNotContain("prepared packed");
            assertThat(loops(product(Way.PLAIN, DType.F32, 5000L, large, true)))
                    .doesNotContain("prepared packed");
            assertThat(loops(product(Way.PLAIN, DType.F32, 1L, large, true)))
                    .doesNotContain("prepared packed");
        }
    }

    private Graph layer(Arena arena, long seed) {
        Literal weight = random(arena, DType.F32, seed, 1024, 1024).toLiteral();
        return product(Way.PLAIN, DType.F32, 20L, weight, true);
    }

    @Test
    void loadingCallingAndClosingReturnsTheMemory() throws IOException {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).cacheFolder(folder));
                Arena arena = Arena.ofConfined()) {
            Graph graph = layer(arena, 3);
            NDArray x = random(arena, DType.F32, 4, 20, 1024);
            NDArray y = NDArray.of(arena, DType.F32, 20, 1024);
            loadCallAndClose(komodo, graph, x, y, 5);
            long before = residentBytes();
            loadCallAndClose(komodo, graph, x, y, 40);
            // 40 times 4 MB, if a kernel kept what it packed
            assertThat(residentBytes() - before).isLessThan(60L << 20);
        }
    }

    private static void loadCallAndClose(
            Komodo komodo, Graph graph, NDArray x, NDArray y, int times) {
        for (int i = 0; i < times; i++) {
            try (Kernel kernel = komodo.compile(graph);
                    Binding binding = kernel.bind().input("x", x).output("y", y).build()) {
                // packed only: the weight as it came is not kept
                assertThat(kernel.report().constantBytes()).isEqualTo(4L << 20);
                binding.run();
            }
        }
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) * 4096;
    }

    @Test
    void threadsMayCallAndOthersCloseKernelsOfTheSameWeights() throws Exception {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).cacheFolder(folder));
                Arena arena = Arena.ofShared();
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            Graph graph = layer(arena, 5);
            NDArray x = random(arena, DType.F32, 6, 20, 1024);
            try (Kernel first = komodo.compile(graph)) {
                double[] expected = call(first, arena, Map.of("x", x));
                List<Callable<double[]>> tasks =
                        Collections.nCopies(
                                12,
                                () -> {
                                    try (Kernel kernel = komodo.compile(graph)) {
                                        return call(kernel, arena, Map.of("x", x));
                                    }
                                });
                for (Future<double[]> result : executor.invokeAll(tasks)) {
                    assertThat(result.get()).isEqualTo(expected);
                }
                assertThat(call(first, arena, Map.of("x", x))).isEqualTo(expected);
            }
        }
    }
}
