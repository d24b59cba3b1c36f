package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.Targets;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Compiling, calling, caching and closing, through the public API.
@Timeout(180)
final class KernelTest {
    private static final Graph SCALED =
            Graph.build(
                    "scaled",
                    g -> {
                        Tensor x = g.input("x", DType.F32, g.dim("n"));
                        g.output("y", x.mul(2).add(1));
                        g.output("total", x.sum());
                    });

    /// Counts to the first input's value in a loop that no optimiser can shorten: a call of known,
    /// long duration.
    private static final Graph COUNTER =
            Graph.build(
                    "counter",
                    g -> {
                        Tensor steps = g.input("steps", DType.I64);
                        Tensor x = g.input("x", DType.F64, 1);
                        List<Tensor> last =
                                g.whileLoop(
                                        List.of(g.constant(DType.I64, 0), x),
                                        carries -> carries.get(0).less(steps),
                                        carries ->
                                                List.of(
                                                        carries.get(0).add(1),
                                                        carries.get(1).mul(0.999).add(1).sqrt()));
                        g.output("y", last.get(1));
                    });

    private static final long LONG = 30_000_000;

    @TempDir Path folder;

    private static NDArray named(Map<String, NDArray> results, String name) {
        return Objects.requireNonNull(results.get(name), name);
    }

    private Options options() {
        return Options.defaults().threads(2).cacheFolder(folder);
    }

    @Test
    void computesWhatTheGraphSays() {
        try (Komodo komodo = Komodo.open(options());
                Kernel kernel = komodo.compile(SCALED);
                Arena arena = Arena.ofConfined()) {
            NDArray x = NDArray.of(arena, DType.F32, 3).fill(new float[] {1, 2, 3});
            Map<String, NDArray> results = kernel.call(arena, Map.of("x", x));
            assertThat(named(results, "y").toDoubleArray()).containsExactly(3, 5, 7);
            assertThat(named(results, "total").get(0)).isEqualTo(6);
        }
    }

    @Test
    void runsAtAnySizeWithoutCompilingAgain() {
        Set<String> passes = ConcurrentHashMap.newKeySet();
        try (Komodo komodo = Komodo.open(options().listener((pass, nanos) -> passes.add(pass)));
                Kernel kernel = komodo.compile(SCALED);
                Arena arena = Arena.ofConfined()) {
            passes.clear();
            for (int n : new int[] {0, 1, 7, 64, 1000, 100_003}) {
                NDArray x = NDArray.of(arena, DType.F32, n);
                IntStream.range(0, n).forEach(i -> x.set(i, i % 5));
                Map<String, NDArray> results = kernel.call(arena, Map.of("x", x));
                assertThat(named(results, "y").sizes()).containsExactly(n);
                assertThat(named(results, "total").get(0))
                        .isEqualTo(IntStream.range(0, n).map(i -> i % 5).sum());
            }
            assertThat(passes).isEmpty();
        }
    }

    @Test
    void aSecondProcessesKernelComesFromTheCacheWithoutAnyPass() {
        Set<String> passes = ConcurrentHashMap.newKeySet();
        Options options = options().listener((pass, nanos) -> passes.add(pass));
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(SCALED)) {
            assertThat(kernel.report().cache()).isEqualTo(KernelReport.CacheOutcome.MISS);
            assertThat(passes).contains("rewrite", "schedule", "object-code");
        }
        passes.clear();
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(SCALED)) {
            assertThat(kernel.report().cache()).isEqualTo(KernelReport.CacheOutcome.HIT);
            assertThat(kernel.report().compileNanos()).isZero();
            assertThat(passes).isEmpty();
        }
    }

    @Test
    void whatIsCompiledAheadIsAHitForTheSameTarget() {
        for (String target : List.of("host", "x86-64-v3")) {
            Precompiled ahead;
            try (Komodo komodo = Komodo.open(options().target(target))) {
                ahead = komodo.precompile(SCALED);
                assertThat(ahead.cache()).isEqualTo(KernelReport.CacheOutcome.MISS);
                assertThat(ahead.file().orElseThrow()).exists();
                assertThat(komodo.precompile(SCALED).cache())
                        .isEqualTo(KernelReport.CacheOutcome.HIT);
            }
            Set<String> passes = ConcurrentHashMap.newKeySet();
            Options listening =
                    options().target(target).listener((pass, nanos) -> passes.add(pass));
            try (Komodo komodo = Komodo.open(listening);
                    Kernel kernel = komodo.compile(SCALED)) {
                assertThat(kernel.report().key()).isEqualTo(ahead.key());
                assertThat(kernel.report().cache()).isEqualTo(KernelReport.CacheOutcome.HIT);
                assertThat(passes).isEmpty();
            }
        }
    }

    @Test
    void codeForAMachineThatThisOneIsNotIsCompiledAheadButNotRun() {
        // each has instructions that the other lacks: no host is both
        for (String target : List.of("znver5", "graniterapids")) {
            if (Targets.namesWithin(HostTarget.detect().features()).contains(target)) {
                continue;
            }
            try (Komodo komodo = Komodo.open(options().target(target))) {
                assertThat(komodo.precompile(SCALED).file()).isPresent();
                assertThatThrownBy(() -> komodo.compile(SCALED))
                        .isInstanceOf(UnsupportedException.class)
                        .hasMessageContaining("cannot run on this host, which lacks")
                        .hasMessageContaining("Targets that run here: host, ");
            }
        }
    }

    @Test
    void argumentsAreCheckedAtTheDoor() {
        try (Komodo komodo = Komodo.open(options());
                Kernel kernel = komodo.compile(SCALED);
                Arena arena = Arena.ofConfined()) {
            NDArray x = NDArray.of(arena, DType.F32, 3);
            assertThatThrownBy(() -> kernel.bind().input("z", x))
                    .isInstanceOf(InvalidGraphException.class)
                    .hasMessageContaining("no input 'z'")
                    .hasMessageContaining("x f32[n]");
            assertThatThrownBy(() -> kernel.bind().input("x", NDArray.of(arena, DType.F64, 3)))
                    .hasMessageContaining("must be f32[n], found f64[3]");
            assertThatThrownBy(() -> kernel.call(arena, Map.of()))
                    .hasMessageContaining("Missing input: x f32[n]");
            assertThatThrownBy(
                            () ->
                                    kernel.call(
                                            arena, Map.of("x", NDArray.of(arena, DType.F32, 3, 1))))
                    .hasMessageContaining("is f32[n], found the shape [3, 1]");
            assertThatThrownBy(
                            () ->
                                    kernel.bind()
                                            .input("x", x)
                                            .output("y", NDArray.of(arena, DType.F32, 2))
                                            .output("total", NDArray.of(arena, DType.F32))
                                            .build())
                    .hasMessageContaining("'y' f32[n] must be [3]");
            assertThatThrownBy(
                            () ->
                                    kernel.bind()
                                            .input("x", x)
                                            .output("y", x)
                                            .output("total", NDArray.of(arena, DType.F32))
                                            .build())
                    .hasMessageContaining("overlaps");
        }
    }

    @Test
    void heapArraysAreCopiedInAndOut() {
        try (Komodo komodo = Komodo.open(options());
                Kernel kernel = komodo.compile(SCALED);
                Arena arena = Arena.ofConfined()) {
            float[] elements = {1, 2, 3};
            float[] doubled = new float[3];
            try (Binding binding =
                    kernel.bind()
                            .input("x", NDArray.wrap(MemorySegment.ofArray(elements), DType.F32, 3))
                            .output("y", NDArray.wrap(MemorySegment.ofArray(doubled), DType.F32, 3))
                            .output("total", NDArray.of(arena, DType.F32))
                            .build()) {
                binding.run();
                assertThat(doubled).containsExactly(3, 5, 7);
                elements[0] = 10;
                binding.run();
                assertThat(doubled).containsExactly(21, 5, 7);
            }
        }
    }

    @Test
    void closingAKernelDuringACallWaitsForTheCall() throws Exception {
        int ran = 0;
        for (int attempt = 0; attempt < ATTEMPTS && ran == 0; attempt++) {
            try (Komodo komodo = Komodo.open(options());
                    Arena arena = Arena.ofShared();
                    ExecutorService executor = Executors.newSingleThreadExecutor()) {
                Kernel kernel = komodo.compile(COUNTER);
                LongCall call = new LongCall(kernel, arena);
                Future<Boolean> finished = executor.submit(call);
                call.started.await();
                kernel.close();
                assertThat(call.returned || !finished.get())
                        .as("the call had ended, or was refused")
                        .isTrue();
                ran += finished.get() ? 1 : 0;
                assertThatThrownBy(kernel::bind)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
        }
        assertThat(ran).as("a call was running when its kernel was closed").isPositive();
    }

    @Test
    @SuppressWarnings("MustBeClosed") // closing at the wrong time is what is tested
    void closingAnArgumentsArenaDuringACallThrows() throws Exception {
        int refused = 0;
        try (Komodo komodo = Komodo.open(options());
                Kernel kernel = komodo.compile(COUNTER);
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            for (int attempt = 0; attempt < ATTEMPTS && refused == 0; attempt++) {
                Arena arena = Arena.ofShared();
                LongCall call = new LongCall(kernel, arena);
                Future<Boolean> finished = executor.submit(call);
                call.started.await();
                try {
                    arena.close();
                } catch (IllegalStateException running) {
                    refused++;
                    assertThat(finished.get()).as("the call went on").isTrue();
                    arena.close();
                }
                finished.get();
            }
        }
        assertThat(refused).as("an arena was closed during a call").isPositive();
    }

    private static final int ATTEMPTS = 50;

    /// A call that takes long: true if it ran to its end, false if it came too late and was
    /// refused.
    private static final class LongCall implements Callable<Boolean> {
        private final CountDownLatch started = new CountDownLatch(1);
        private final Kernel kernel;
        private final NDArray steps;
        private final NDArray x;
        private final NDArray y;
        private volatile boolean returned;

        LongCall(Kernel kernel, Arena arena) {
            this.kernel = kernel;
            this.steps = NDArray.of(arena, DType.I64).fill(new long[] {LONG});
            this.x = NDArray.of(arena, DType.F64, 1).fill(new double[] {2});
            this.y = NDArray.of(arena, DType.F64, 1);
        }

        @Override
        public Boolean call() {
            try (Binding binding =
                    kernel.bind().input("steps", steps).input("x", x).output("y", y).build()) {
                started.countDown();
                binding.run();
                returned = true;
                return true;
            } catch (IllegalStateException tooLate) {
                return false;
            } finally {
                started.countDown();
            }
        }
    }

    @Test
    void resultsUsedAfterTheirArenaIsClosedThrow() {
        try (Komodo komodo = Komodo.open(options());
                Kernel kernel = komodo.compile(SCALED)) {
            NDArray y;
            try (Arena arena = Arena.ofConfined()) {
                y = named(kernel.call(arena, Map.of("x", NDArray.of(arena, DType.F32, 3))), "y");
            }
            assertThatThrownBy(() -> y.get(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @SuppressWarnings("MustBeClosed") // closing at the wrong time is what is tested
    void aBindingRefusesToRunAfterItsParts() {
        try (Komodo komodo = Komodo.open(options());
                Arena arena = Arena.ofConfined()) {
            Kernel kernel = komodo.compile(SCALED);
            Arena gone = Arena.ofConfined();
            Binding orphan =
                    kernel.bind()
                            .input("x", NDArray.of(gone, DType.F32, 3))
                            .allocateOutputs(arena)
                            .build();
            gone.close();
            assertThatThrownBy(orphan::run).isInstanceOf(IllegalStateException.class);
            Binding binding =
                    kernel.bind()
                            .input("x", NDArray.of(arena, DType.F32, 3))
                            .allocateOutputs(arena)
                            .build();
            kernel.close();
            assertThatThrownBy(binding::run).isInstanceOf(IllegalStateException.class);
            binding.close();
            assertThatThrownBy(binding::run).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void twoKernelsOfOneGraphAreClosedApart() {
        try (Komodo komodo = Komodo.open(options());
                Arena arena = Arena.ofConfined()) {
            Kernel first = komodo.compile(SCALED);
            try (Kernel second = komodo.compile(SCALED)) {
                first.close();
                NDArray x = NDArray.of(arena, DType.F32, 3).fill(new float[] {1, 2, 3});
                assertThat(named(second.call(arena, Map.of("x", x)), "total").get(0)).isEqualTo(6);
            }
        }
    }

    @Test
    void anIndexOutOfBoundsIsTheLowestWhateverTheThreads() {
        Graph graph =
                Graph.build(
                        "take",
                        g -> {
                            Tensor x = g.input("x", DType.F32, g.dim("n"));
                            Tensor at = g.input("at", DType.I64, g.dim("m"));
                            g.output("y", x.gather(at, 0).mul(2));
                        });
        for (int threads : new int[] {1, 2, 4}) {
            try (Komodo komodo = Komodo.open(options().threads(threads));
                    Kernel kernel = komodo.compile(graph);
                    Arena arena = Arena.ofConfined()) {
                NDArray at = NDArray.of(arena, DType.I64, 100_000);
                at.set(77_777, 10);
                at.set(54_321, -11);
                NDArray x = NDArray.of(arena, DType.F32, 10);
                assertThatThrownBy(() -> kernel.call(arena, Map.of("x", x, "at", at)))
                        .isInstanceOf(ExecutionException.class)
                        .hasMessageContaining("INDEX_OUT_OF_BOUNDS")
                        .hasMessageContaining("flat index 54321");
                at.set(54_321, -10);
                at.set(77_777, 9);
                assertThat(named(kernel.call(arena, Map.of("x", x, "at", at)), "y").elements())
                        .isEqualTo(100_000);
            }
        }
    }

    @Test
    void manyThreadsCallOneKernel() throws Exception {
        try (Komodo komodo = Komodo.open(options());
                Kernel kernel = komodo.compile(SCALED);
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Callable<Double>> calls =
                    IntStream.range(0, 32)
                            .mapToObj(
                                    i ->
                                            (Callable<Double>)
                                                    () -> {
                                                        try (Arena arena = Arena.ofConfined()) {
                                                            NDArray x =
                                                                    NDArray.of(
                                                                            arena, DType.F32,
                                                                            200_000);
                                                            x.set(i, i);
                                                            return named(
                                                                            kernel.call(
                                                                                    arena,
                                                                                    Map.of("x", x)),
                                                                            "total")
                                                                    .get(0);
                                                        }
                                                    })
                            .toList();
            List<Future<Double>> results = executor.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(i);
            }
        }
    }

    @Test
    void aClosedKomodoRefusesAndClosesItsKernels() {
        Komodo komodo = Komodo.open(options());
        Kernel kernel = komodo.compile(SCALED);
        komodo.close();
        komodo.close();
        assertThatThrownBy(kernel::bind).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> komodo.compile(SCALED)).isInstanceOf(IllegalStateException.class);
        kernel.close();
    }
}
