package dev.komodo.bench.targets;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// From a graph to a kernel that can be called, in a JVM that has compiled before: without a cache,
/// and from the cache on disk.
///
/// @param graph made when the row is measured
/// @param aims what is asked
record CompileRow(String name, GraphSource graph, List<Aim> aims) implements TargetRow {
    private static final int MOST_TURNS = 3;
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long TURN_NANOS = 200_000_000;
    private static final long LOAD_WARM_UP_NANOS = 300_000_000;
    private static final long LOAD_NANOS = 60_000_000;

    /// Makes a graph.
    @FunctionalInterface
    interface GraphSource {
        Graph read() throws IOException;
    }

    @Override
    public RowResult measure(int turns) throws IOException {
        Graph built = graph.read();
        Path folder = Files.createTempDirectory("komodo-targets");
        try (Komodo cold = Komodo.open(Options.defaults().threads(1).withoutCache());
                Komodo warm = Komodo.open(Options.defaults().threads(1).cacheFolder(folder))) {
            calls(() -> compile(cold, built), WARM_UP_NANOS);
            compile(warm, built);
            calls(() -> load(warm, built), LOAD_WARM_UP_NANOS);
            List<Samples> times =
                    Interleaved.time(
                            Math.min(turns, MOST_TURNS),
                            List.of(
                                    () -> calls(() -> compile(cold, built), TURN_NANOS),
                                    () -> calls(() -> load(warm, built), LOAD_NANOS)));
            return RowResult.of(
                    name,
                    List.of(
                            new Timing("compile", 1, times.getFirst()),
                            new Timing("cached load", 1, times.getLast())),
                    Map.of(),
                    aims);
        } finally {
            delete(folder);
        }
    }

    /// Times calls, at least one; none is thrown away, for one may take seconds.
    private static double[] calls(Runnable call, long atLeastNanos) {
        List<Double> nanos = new ArrayList<>();
        long start = System.nanoTime();
        long before = start;
        do {
            call.run();
            long now = System.nanoTime();
            nanos.add((double) (now - before));
            before = now;
        } while (before - start < atLeastNanos);
        return nanos.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void compile(Komodo komodo, Graph graph) {
        try (Kernel kernel = komodo.compile(graph)) {
            if (kernel.report().cache() == KernelReport.CacheOutcome.HIT) {
                throw new IllegalStateException("A kernel was found that nobody had compiled");
            }
        }
    }

    private static void load(Komodo komodo, Graph graph) {
        try (Kernel kernel = komodo.compile(graph)) {
            if (kernel.report().cache() != KernelReport.CacheOutcome.HIT) {
                throw new IllegalStateException("A kernel was not found in the cache");
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
