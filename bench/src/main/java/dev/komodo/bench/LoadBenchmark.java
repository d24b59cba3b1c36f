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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// From a graph to a kernel that the cache on disk has: key, read, check, link.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoadBenchmark {
    /// Which graph.
    @Param({"tiny", "black_scholes", "mlp"})
    public String graph = "tiny";

    private final Path folder = folder();
    private final Komodo komodo = Komodo.open(Options.defaults().threads(1).cacheFolder(folder));
    private Graph built = BenchmarkGraphs.tiny();

    private static Path folder() {
        try {
            return Files.createTempDirectory("komodo-load");
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for the cache of a benchmark", e);
        }
    }

    /// Builds the graph that was chosen, and fills the cache.
    @Setup
    public void build() {
        built = BenchmarkGraphs.named(graph);
        load();
    }

    /// Loads and closes.
    @Benchmark
    public void load() {
        try (Kernel kernel = komodo.compile(built)) {
            kernel.report();
        }
    }

    /// Releases everything.
    @TearDown
    public void close() throws IOException {
        komodo.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
