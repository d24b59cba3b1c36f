package dev.komodo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;

import jdk.jfr.Recording;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What a call costs besides the work, and calls with arguments by position.
@Timeout(180)
final class CallPathTest {
    private static final Graph SCALED =
            Graph.build(
                    "scaled",
                    g -> {
                        Tensor x = g.input("x", DType.F64, g.dim("n"));
                        g.output("y", x.mul(2).add(1));
                        g.output("total", x.sum());
                    });

    @TempDir Path folder;
    private Komodo komodo;
    private Kernel kernel;

    @BeforeEach
    void compile() {
        komodo = Komodo.open(Options.defaults().threads(2).cacheFolder(folder));
        kernel = komodo.compile(SCALED);
    }

    @AfterEach
    void close() {
        kernel.close();
        komodo.close();
    }

    private static NDArray vector(Arena arena, double... values) {
        return NDArray.of(arena, DType.F64, values.length).fill(values);
    }

    /// The bytes that a thousand calls allocate once their code is compiled: the least of many
    /// rounds, because the JVM decides when it compiles.
    private static long allocated(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 1000 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                call.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private long allocatedByBoundCalls() {
        try (Arena arena = Arena.ofConfined();
                Binding binding =
                        kernel.bind()
                                .input("x", vector(arena, 1, 2, 3))
                                .allocateOutputs(arena)
                                .build()) {
            return allocated(binding::run);
        }
    }

    private long allocatedByCallsByPosition() {
        try (Arena arena = Arena.ofConfined()) {
            NDArray[] arguments = {
                vector(arena, 1, 2, 3), vector(arena, 0, 0, 0), NDArray.of(arena, DType.F64)
            };
            return allocated(() -> kernel.run(arguments));
        }
    }

    @Test
    void aBoundCallAllocatesNothing() {
        assertThat(allocatedByBoundCalls()).isZero();
    }

    @Test
    void aCallByPositionAllocatesNothing() {
        assertThat(allocatedByCallsByPosition()).isZero();
    }

    /// The flight recorder stays in a JVM once it has been used.
    @Test
    void aCallAfterARecordingAllocatesNothing() {
        try (Recording recording = new Recording()) {
            recording.start();
        }
        assertThat(allocatedByBoundCalls()).isZero();
        assertThat(allocatedByCallsByPosition()).isZero();
    }

    @Test
    void aCallByPositionTakesArraysOfAnyFittingShapes() {
        try (Arena arena = Arena.ofConfined()) {
            NDArray total = NDArray.of(arena, DType.F64);
            for (int n : new int[] {3, 100_003, 3, 0, 1, 70_000}) {
                NDArray x = NDArray.of(arena, DType.F64, n);
                for (int i = 0; i < n; i++) {
                    x.set(i, i);
                }
                NDArray y = NDArray.of(arena, DType.F64, n);
                kernel.run(x, y, total);
                assertThat(total.get(0)).isEqualTo(n * (n - 1.0) / 2);
                assertThat(n == 0 || y.get(n - 1) == 2.0 * n - 1).isTrue();
            }
        }
    }

    private static NDArray onHeap(double... values) {
        return NDArray.wrap(MemorySegment.ofArray(values), DType.F64, values.length);
    }

    /// Few elements are used in place, many copied; the same shapes follow one another with arrays
    /// here and there.
    @Test
    void arraysOnTheHeapGiveTheSameResults() {
        assertThat(kernel.isShort(new long[] {1000})).isTrue();
        assertThat(kernel.isShort(new long[] {100_000})).isFalse();
        try (Arena arena = Arena.ofConfined()) {
            for (int n : new int[] {1000, 100_000, 3, 0, 200_001, 1000}) {
                double[] values = ones(n);
                for (int where = 0; where < 8; where++) {
                    double[] y = new double[n];
                    double[] total = new double[1];
                    NDArray outside = vector(arena, values);
                    NDArray[] arguments = {
                        (where & 1) != 0 ? onHeap(values) : outside,
                        (where & 2) != 0 ? onHeap(y) : vector(arena, y),
                        NDArray.wrap(
                                (where & 4) != 0
                                        ? MemorySegment.ofArray(total)
                                        : arena.allocate(8, 8),
                                DType.F64)
                    };
                    kernel.run(arguments);
                    assertThat(arguments[1].toDoubleArray()).containsOnly(allThree(n));
                    assertThat(arguments[2].get(0)).isEqualTo(n);
                    arguments[1].fill(new double[n]);
                    try (Binding binding =
                            kernel.bind()
                                    .input("x", arguments[0])
                                    .output("y", arguments[1])
                                    .output("total", arguments[2])
                                    .build()) {
                        binding.run();
                        binding.run();
                    }
                    assertThat(arguments[1].toDoubleArray()).containsOnly(allThree(n));
                    assertThat(arguments[2].get(0)).isEqualTo(n);
                }
            }
        }
    }

    private static double[] allThree(int n) {
        return n == 0 ? new double[0] : new double[] {3};
    }

    /// The collector moves what no call holds.
    @Test
    void arraysOnTheHeapMayMoveBetweenCalls() {
        double[] total = new double[1];
        try (Binding binding =
                kernel.bind()
                        .input("x", onHeap(1, 2, 3))
                        .output("y", onHeap(0, 0, 0))
                        .output("total", NDArray.wrap(MemorySegment.ofArray(total), DType.F64))
                        .build()) {
            for (int i = 0; i < 5; i++) {
                total[0] = 0;
                System.gc();
                binding.run();
                assertThat(total[0]).isEqualTo(6);
            }
        }
    }

    @Test
    void aCallWithArraysOnTheHeapAllocatesNothing() {
        NDArray[] arguments = {
            onHeap(1, 2, 3), onHeap(0, 0, 0), onHeap(0).view(),
        };
        assertThat(allocated(() -> kernel.run(arguments))).isZero();
        try (Binding binding =
                kernel.bind()
                        .input("x", arguments[0])
                        .output("y", arguments[1])
                        .output("total", arguments[2])
                        .build()) {
            assertThat(allocated(binding::run)).isZero();
        }
    }

    @Test
    void anOutputOnTheHeapMustNotBeAnInputAsWell() {
        NDArray x = onHeap(1, 2, 3);
        NDArray total = onHeap(0).view();
        kernel.run(x, onHeap(0, 0, 0), total);
        assertThatThrownBy(() -> kernel.run(x, x, total))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("overlaps");
        NDArray frozen =
                NDArray.wrap(MemorySegment.ofArray(new double[3]).asReadOnly(), DType.F64, 3);
        kernel.run(frozen, onHeap(0, 0, 0), total);
        assertThat(total.get(0)).isZero();
        assertThatThrownBy(() -> kernel.run(x, frozen, total))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("read-only");
    }

    /// A loop that ends when the data say so is never held to be short.
    @Test
    void aCallWhoseLengthDependsOnDataIsNotShort() {
        Graph graph =
                Graph.build(
                        "halve",
                        g ->
                                g.whileLoop(
                                                List.of(g.input("x", DType.F64)),
                                                state -> state.get(0).greater(1),
                                                state -> List.of(state.get(0).mul(0.5)))
                                        .forEach(y -> g.output("y", y)));
        try (Kernel halve = komodo.compile(graph)) {
            assertThat(halve.isShort(new long[0])).isFalse();
            NDArray y = onHeap(0).view();
            halve.run(onHeap(6).view(), y);
            assertThat(y.get(0)).isEqualTo(0.75);
        }
    }

    @Test
    void aCallByPositionChecksEachTimeWhatItIsGiven() {
        try (Arena arena = Arena.ofConfined()) {
            NDArray x = vector(arena, 1, 2, 3);
            NDArray y = vector(arena, 0, 0, 0);
            NDArray total = NDArray.of(arena, DType.F64);
            NDArray inside = NDArray.wrap(y.segment().asSlice(8, 8), DType.F64);
            NDArray frozen = NDArray.wrap(y.segment().asReadOnly(), DType.F64, 3);
            // each after a call whose shapes are known to be right
            Map<String, NDArray[]> refused =
                    Map.of(
                            "found 2 arguments",
                            new NDArray[] {x, y},
                            "'y' f64[n] must be [3]",
                            new NDArray[] {x, vector(arena, 0, 0), total},
                            "must be f64[n], found f32[3]",
                            new NDArray[] {NDArray.of(arena, DType.F32, 3), y, total},
                            "'y' f64[3] overlaps another argument",
                            new NDArray[] {x, x, total},
                            "'total' f64[] overlaps another argument",
                            new NDArray[] {x, y, inside},
                            "'y' is read-only memory",
                            new NDArray[] {x, frozen, total});
            refused.forEach(
                    (message, arguments) -> {
                        kernel.run(x, y, total);
                        assertThatThrownBy(() -> kernel.run(arguments))
                                .isInstanceOf(InvalidGraphException.class)
                                .hasMessageContaining(message);
                    });
            kernel.run(x, y, total);
            assertThat(y.toDoubleArray()).containsExactly(3, 5, 7);
        }
    }

    @Test
    @SuppressWarnings("MustBeClosed") // closing at the wrong time is what is tested
    void aCallByPositionAfterItsPartsThrows() throws Exception {
        Arena gone = Arena.ofConfined();
        try (Arena arena = Arena.ofConfined();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            NDArray x = vector(arena, 1, 2, 3);
            NDArray y = vector(arena, 0, 0, 0);
            NDArray total = NDArray.of(arena, DType.F64);
            NDArray orphan = vector(gone, 1, 2, 3);
            kernel.run(orphan, y, total);
            gone.close();
            assertThatThrownBy(() -> kernel.run(orphan, y, total))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> other.submit(() -> kernel.run(x, y, total)).get())
                    .hasRootCauseInstanceOf(WrongThreadException.class);
            kernel.close();
            assertThatThrownBy(() -> kernel.run(x, y, total))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatOnlyACallFindsNeedsABinding() {
        Graph graph =
                Graph.build("found", g -> g.output("at", g.input("x", DType.F64, 4).nonZero()));
        try (Kernel found = komodo.compile(graph);
                Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(
                            () ->
                                    found.run(
                                            vector(arena, 1, 0, 2, 0),
                                            NDArray.of(arena, DType.I64, 1, 4)))
                    .isInstanceOf(InvalidGraphException.class)
                    .hasMessageContaining("bind()");
        }
    }

    @Test
    void anElementWithoutAResultIsToldWithItsIndex() {
        Graph graph =
                Graph.build(
                        "take",
                        g -> {
                            Tensor x = g.input("x", DType.F64, 3);
                            g.output("y", x.gather(g.input("at", DType.I64, 2), 0));
                        });
        try (Kernel take = komodo.compile(graph);
                Arena arena = Arena.ofConfined()) {
            NDArray at = NDArray.of(arena, DType.I64, 2).fill(new long[] {0, 3});
            NDArray x = vector(arena, 1, 2, 3);
            NDArray y = vector(arena, 0, 0);
            assertThatThrownBy(() -> take.run(x, at, y))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("flat index 1");
            at.fill(new long[] {0, 2});
            take.run(x, at, y);
            assertThat(y.toDoubleArray()).containsExactly(1, 3);
        }
    }

    /// A long call that reads and writes a workspace of megabytes: memory that is given back to the
    /// system at once when it is freed.
    @Test
    void closingDuringACallByPositionWaitsAndKeepsItsWorkspace() throws Exception {
        int n = 1024;
        Graph graph =
                Graph.build(
                        "powers",
                        g -> {
                            Tensor x = g.input("x", DType.F64, g.dim("n"), n);
                            g.output("y", x.matmul(x).matmul(x).matmul(x));
                        });
        Kernel powers = komodo.compile(graph);
        CountDownLatch isStarting = new CountDownLatch(3);
        try (Arena arena = Arena.ofShared();
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            NDArray x = NDArray.of(arena, DType.F64, n, n);
            x.fill(ones(n * n));
            NDArray y = NDArray.of(arena, DType.F64, n, n);
            powers.run(x, y);
            Future<?> calls =
                    executor.submit(
                            () -> {
                                while (true) {
                                    isStarting.countDown();
                                    powers.run(x, y);
                                }
                            });
            isStarting.await();
            powers.close();
            assertThatThrownBy(calls::get).hasRootCauseInstanceOf(IllegalStateException.class);
            assertThat(y.toDoubleArray()).containsOnly(Math.pow(n, 3));
        }
    }

    /// Callers of changing shapes on several threads, by position and bound, while the kernel is
    /// closed: each call is right or refused.
    @Test
    void closingDuringManyCallsIsARefusalOfThoseThatCameTooLate() throws Exception {
        CountDownLatch isBusy = new CountDownLatch(1);
        List<Future<Long>> callers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int caller = 0; caller < 4; caller++) {
                int seed = caller;
                callers.add(executor.submit(() -> callUntilRefused(seed, isBusy)));
            }
            isBusy.await();
            kernel.close();
            for (Future<Long> each : callers) {
                assertThat(each.get()).isNotNegative();
            }
        }
    }

    /// @param isBusy opened once enough calls were made, or none will be
    private long callUntilRefused(int seed, CountDownLatch isBusy) {
        try (Arena arena = Arena.ofConfined()) {
            NDArray total = NDArray.of(arena, DType.F64);
            for (long calls = 0; ; calls++) {
                int n = (int) (calls * 37 + seed) % 1000 + 1;
                NDArray x = NDArray.of(arena, DType.F64, n).fill(ones(n));
                NDArray y = NDArray.of(arena, DType.F64, n);
                try {
                    callEitherWay(calls % 4 == 0, x, y, total);
                } catch (IllegalStateException refused) {
                    return calls;
                }
                assertThat(total.get(0)).isEqualTo(n);
                assertThat(y.get(n - 1)).isEqualTo(3);
                if (calls == 200) {
                    isBusy.countDown();
                }
            }
        } finally {
            isBusy.countDown();
        }
    }

    private void callEitherWay(boolean isBound, NDArray x, NDArray y, NDArray total) {
        if (isBound) {
            try (Binding binding =
                    kernel.bind().input("x", x).output("y", y).output("total", total).build()) {
                binding.run();
            }
        } else {
            kernel.run(x, y, total);
        }
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void threadsCallByPositionAtOnce() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Callable<Double>> calls = new ArrayList<>();
            for (int n = 1; n <= 64; n++) {
                int size = n;
                calls.add(
                        () -> {
                            try (Arena arena = Arena.ofConfined()) {
                                NDArray total = NDArray.of(arena, DType.F64);
                                NDArray x = vector(arena, ones(size));
                                kernel.run(x, vector(arena, ones(size)), total);
                                return total.get(0) - size;
                            }
                        });
            }
            for (Future<Double> difference : executor.invokeAll(calls)) {
                assertThat(difference.get()).isZero();
            }
        }
    }
}
