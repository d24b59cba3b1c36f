package dev.komodo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Normalization;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One program of every parallel driver, at odd extents, on any number of threads: the same bits.
@Timeout(300)
final class ThreadCountTest {
    private static final Graph MANY =
            Graph.build(
                    "many",
                    g -> {
                        Tensor a = g.input("a", DType.F32, 257, g.dim("k"));
                        Tensor b = g.input("b", DType.F32, g.dim("k"), 131);
                        Tensor product = a.matmul(b);
                        g.output("product", product.maximum(0));
                        g.output("gram", a.transpose(1, 0).matmul(a));
                        g.output("softmax", Normalization.softmax(product, 1));
                        Tensor batch = g.input("batch", DType.F32, 3, 65, 70);
                        g.output("batched", batch.matmul(batch.transpose(0, 2, 1)));
                        Tensor x = g.input("x", DType.F64, g.dim("n"));
                        g.output("each", x.exp().mul(x).log1p());
                        g.output("total", x.exp().sum());
                        g.output("columns", product.sum(0));
                        g.output("rows", product.sum(1));
                        g.output("largest", product.argMax(1));
                        g.output("sorted", product.sort(0));
                        g.output("order", x.argSort(0));
                        Tensor image = g.input("image", DType.F32, 2, 16, 33, 29);
                        Tensor filter = g.input("filter", DType.F32, 24, 16, 3, 3);
                        List<Long> one = List.of(1L, 1L);
                        Tensor convolved = image.convolve(filter, one, one, one, one, 1);
                        g.output("convolved", convolved.maximum(0));
                        Tensor rows = g.input("at", DType.I64, 257);
                        ScatterOp sum = ScatterOp.ADD;
                        g.output("scattered", product.scatter(sum, rows, product, 0));
                    });

    private static final List<String> NAMES =
            List.of(
                    "product",
                    "gram",
                    "softmax",
                    "batched",
                    "each",
                    "total",
                    "columns",
                    "rows",
                    "largest",
                    "sorted",
                    "order",
                    "convolved",
                    "scattered");

    @TempDir Path folder;

    private Options options(int threads) {
        return Options.defaults().threads(threads).cacheFolder(folder);
    }

    private static NDArray random(Arena arena, long seed, DType dtype, long... sizes) {
        NDArray array = NDArray.of(arena, dtype, sizes);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < array.elements(); i++) {
            array.set(i, random.nextDouble());
        }
        return array;
    }

    private static Map<String, NDArray> inputs(Arena arena) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        inputs.put("a", random(arena, 1, DType.F32, 257, 301));
        inputs.put("b", random(arena, 2, DType.F32, 301, 131));
        inputs.put("batch", random(arena, 3, DType.F32, 3, 65, 70));
        inputs.put("x", random(arena, 4, DType.F64, 200_003));
        inputs.put("image", random(arena, 5, DType.F32, 2, 16, 33, 29));
        inputs.put("filter", random(arena, 6, DType.F32, 24, 16, 3, 3));
        NDArray at = NDArray.of(arena, DType.I64, 257);
        for (long i = 0; i < at.elements(); i++) {
            at.set(i, (int) (i * 7 % 31)); // several updates meet in one element
        }
        inputs.put("at", at);
        return inputs;
    }

    private static List<byte[]> bytes(Map<String, NDArray> results) {
        List<byte[]> all = new ArrayList<>();
        for (String name : NAMES) {
            NDArray result = Objects.requireNonNull(results.get(name), name);
            all.add(result.segment().toArray(ValueLayout.JAVA_BYTE));
        }
        return all;
    }

    private static List<byte[]> call(Kernel kernel) {
        try (Arena arena = Arena.ofShared()) {
            return bytes(kernel.call(arena, inputs(arena)));
        }
    }

    private static void assertSame(List<byte[]> found, List<byte[]> expected, String what) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).as("%s, %s", NAMES.get(i), what).isEqualTo(expected.get(i));
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        List<byte[]> alone;
        try (Komodo komodo = Komodo.open(options(1));
                Kernel kernel = komodo.compile(MANY)) {
            alone = call(kernel);
        }
        for (int threads : new int[] {2, 3, 7, 64}) {
            try (Komodo komodo = Komodo.open(options(threads));
                    Kernel kernel = komodo.compile(MANY)) {
                for (int round = 0; round < 3; round++) {
                    assertSame(call(kernel), alone, threads + " threads");
                }
            }
        }
    }

    /// More callers than processors, each of which finds the pool free or busy; with the larger
    /// pool far more threads than processors.
    @ParameterizedTest
    @ValueSource(ints = {3, 64})
    void callersAtTheSameTimeGetTheSameBits(int threads) throws Exception {
        try (Komodo komodo = Komodo.open(options(threads));
                Kernel kernel = komodo.compile(MANY);
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<byte[]> alone = call(kernel);
            List<Callable<List<byte[]>>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                calls.add(() -> call(kernel));
            }
            for (Future<List<byte[]>> each : executor.invokeAll(calls)) {
                assertSame(each.get(), alone, "beside others");
            }
        }
    }

    /// Pools that know nothing of each other, each with more threads than there are processors.
    @Test
    void poolsBesideEachOtherGiveTheSameBits() throws Exception {
        try (Komodo first = Komodo.open(options(64));
                Komodo second = Komodo.open(options(7));
                Kernel one = first.compile(MANY);
                Kernel other = second.compile(MANY);
                ExecutorService executor = Executors.newFixedThreadPool(2)) {
            List<byte[]> alone = call(one);
            List<Callable<List<byte[]>>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(() -> call(one));
                calls.add(() -> call(other));
            }
            for (Future<List<byte[]>> each : executor.invokeAll(calls)) {
                assertSame(each.get(), alone, "beside another pool");
            }
        }
    }
}
