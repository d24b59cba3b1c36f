package dev.komodo.bench;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a call of a tiny kernel costs: `sum(exp(-x^2))` over 8 doubles.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallBenchmark {
    private final Arena arena = Arena.ofConfined();
    private final Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
    private final Kernel kernel = komodo.compile(BenchmarkGraphs.tiny());
    private final NDArray x =
            NDArray.of(arena, DType.F64, 8).fill(new double[] {0, 1, 2, 3, 4, 5, 6, 7});
    private final NDArray y = NDArray.of(arena, DType.F64);
    private final Binding binding = kernel.bind().input("x", x).output("y", y).build();
    private final NDArray heapX =
            NDArray.wrap(
                    MemorySegment.ofArray(new double[] {0, 1, 2, 3, 4, 5, 6, 7}), DType.F64, 8);
    private final NDArray heapY = NDArray.wrap(MemorySegment.ofArray(new double[1]), DType.F64);
    private final Binding heapBinding = kernel.bind().input("x", heapX).output("y", heapY).build();

    /// The arguments are bound once.
    @Benchmark
    public void bound() {
        binding.run();
    }

    /// Arrays are given with each call.
    @Benchmark
    public void byPosition() {
        kernel.run(x, y);
    }

    /// The arguments are Java arrays, bound once.
    @Benchmark
    public void boundOnHeap() {
        heapBinding.run();
    }

    /// Java arrays are given with each call.
    @Benchmark
    public void byPositionOnHeap() {
        kernel.run(heapX, heapY);
    }

    /// Inputs by name, fresh outputs.
    @Benchmark
    public Map<String, NDArray> byName() {
        try (Arena results = Arena.ofConfined()) {
            return kernel.call(results, Map.of("x", x));
        }
    }

    /// Releases everything.
    @TearDown
    public void close() {
        binding.close();
        heapBinding.close();
        komodo.close();
        arena.close();
    }
}
