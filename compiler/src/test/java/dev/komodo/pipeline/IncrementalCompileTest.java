package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.DiskStore;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A graph that was changed in a part is compiled in that part only: the rest comes out of the
/// cache, which it leaves as right as it was.
final class IncrementalCompileTest {
    /// `komodo.layers`: 400 is the size of a large model.
    private static final int LAYERS = Integer.getInteger("komodo.layers", 24);

    private static final int NOBODY = -1;

    /// What changes when a layer does: its own unit, one whose end moves, and the entries.
    private static final int CHANGED_UNITS = 3;

    @TempDir Path folder;

    /// Layers of a row's sum and a product, no two with the same factor.
    private static Graph model(int layers, int changed) {
        return Graph.build(
                "model",
                g -> {
                    Tensor x = g.input("x", DType.F32, g.dim("n"), 16);
                    Tensor w = g.input("w", DType.F32, 16, 16);
                    Tensor value = x;
                    for (int i = 0; i < layers; i++) {
                        double factor = i == changed ? 0.75 : 1 + i * 1e-3;
                        Tensor mean = value.sum(1).mul(1.0 / 16).expandDims(1);
                        value = value.sub(mean).matmul(w).mul(factor).add(x);
                        value = value.div(value.mul(value).add(1).sqrt());
                    }
                    g.output("y", value);
                });
    }

    /// How many modules LLVM made code of.
    private int compile(Graph graph, Options options) {
        AtomicInteger generated = new AtomicInteger();
        Options counted =
                options.listener(
                        (stage, _) -> generated.addAndGet(stage.equals("generate") ? 1 : 0));
        try (Komodo komodo = Komodo.open(counted);
                Kernel kernel = komodo.compile(graph)) {
            assertThat(result(kernel)).isEqualTo(expected(graph));
        }
        return generated.get();
    }

    private Options cached() {
        return Options.defaults().threads(1).cacheFolder(folder);
    }

    private static List<Double> expected(Graph graph) {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(graph)) {
            return result(kernel);
        }
    }

    private static List<Double> result(Kernel kernel) {
        try (Arena arena = Arena.ofShared()) {
            float[] values = new float[3 * 16];
            for (int i = 0; i < values.length; i++) {
                values[i] = (i * 7 % 11) / 4f - 1;
            }
            NDArray x = NDArray.of(arena, DType.F32, 3, 16).fill(values);
            NDArray w = NDArray.of(arena, DType.F32, 16, 16);
            float[] weights = new float[16 * 16];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (i * 5 % 13) / 16f - 0.4f;
            }
            w.fill(weights);
            NDArray y = kernel.call(arena, Map.of("x", x, "w", w)).values().iterator().next();
            List<Double> result = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                result.add(y.toLiteral().asDouble(i));
            }
            return result;
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("objects"))) {
            return files.filter(file -> file.toString().endsWith(".kobj")).sorted().toList();
        }
    }

    @Test
    void aChangedLayerIsCompiledAlone() {
        int all = compile(model(LAYERS, NOBODY), cached());
        assertThat(all).isGreaterThan(12);
        int changed = compile(model(LAYERS, LAYERS / 2), cached());
        assertThat(changed).isPositive().isLessThanOrEqualTo(CHANGED_UNITS);
        assertThat(compile(model(LAYERS + 1, LAYERS / 2), cached()))
                .as("one more layer")
                .isLessThanOrEqualTo(CHANGED_UNITS + 1);
        assertThat(compile(model(LAYERS, NOBODY), cached())).as("the kernel itself").isZero();
    }

    @Test
    void aDamagedUnitIsCompiledAnew() throws IOException {
        int all = compile(model(LAYERS, NOBODY), cached());
        List<Path> entries = entries();
        assertThat(entries).as("each unit but that of the entries, and the kernel").hasSize(all);
        for (Path entry : entries) {
            byte[] bytes = Files.readAllBytes(entry);
            bytes[bytes.length / 2] ^= 1;
            Files.write(entry, bytes);
        }
        assertThat(compile(model(LAYERS, LAYERS / 2), cached())).isEqualTo(all);
    }

    @Test
    void unitsDoNotChangeTheObject() throws Exception {
        Graph before = model(LAYERS, NOBODY);
        Graph graph = model(LAYERS, 1);
        Options options = Options.defaults().threads(1).reproducible(true);
        ByteBuffer alone = object(graph, options.cacheFolder(folder.resolve("alone")));
        Options both = options.cacheFolder(folder.resolve("both"));
        object(before, both);
        assertThat(object(graph, both)).isEqualTo(alone);
    }

    private static ByteBuffer object(Graph graph, Options options) throws Exception {
        try (Komodo komodo = Komodo.open(options);
                DiskStore store =
                        DiskStore.open(
                                CacheLocation.explicit(options.cacheFolder().orElseThrow()))) {
            komodo.precompile(graph);
            return store.peek(komodo.key(graph)).orElseThrow().object();
        }
    }

    /// Two compilers of one folder see each other as two processes do: by locks and files. They ask
    /// for the same units in the same order, and for kernels that differ.
    @Test
    void compilersThatNeedEachOthersUnitsFinish() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> one = threads.submit(() -> first.set(compile(model(LAYERS, 1), cached())));
            Future<?> other =
                    threads.submit(() -> second.set(compile(model(LAYERS, LAYERS - 2), cached())));
            one.get();
            other.get();
        }
        int all = entries().size() - 2; // two kernels
        assertThat(first.get() + second.get()).as("each unit once, two entries").isEqualTo(all + 2);
    }
}
