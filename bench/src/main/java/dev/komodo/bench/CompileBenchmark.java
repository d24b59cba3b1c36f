package dev.komodo.bench;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.runtime.Kernel;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/// From a graph to a kernel without a cache, in a JVM that has compiled before.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(1)
public class CompileBenchmark {
    /// Which graph.
    @Param({"tiny", "black_scholes", "mlp", "chain"})
    public String graph = "tiny";

    private final Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
    private Graph built = BenchmarkGraphs.tiny();

    /// Builds the graph that was chosen.
    @Setup
    public void build() {
        built = BenchmarkGraphs.named(graph);
    }

    /// Compiles, links and closes.
    @Benchmark
    public void compile() {
        try (Kernel kernel = komodo.compile(built)) {
            kernel.report();
        }
    }

    /// Releases everything.
    @TearDown
    public void close() {
        komodo.close();
    }
}
