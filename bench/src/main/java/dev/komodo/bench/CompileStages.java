package dev.komodo.bench;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.runtime.Kernel;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where the time of a compilation goes, by stage, for graphs of several kinds and sizes, with the
/// most memory that it took. `emit`, `optimise` and `generate` add up over LLVM's threads; they are
/// part of `object-code`.
public final class CompileStages {
    private static final int WARM_NODES = 300;
    private static final int WARM_TIMES = 5;

    private final PrintStream out;
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    private CompileStages(PrintStream out) {
        this.out = out;
    }

    /// Prints a line for each kind and size.
    ///
    /// @param arguments kinds of [LargeGraphs] separated by commas, or `all`; sizes separated by
    ///   commas
    public static void main(String[] arguments) throws IOException {
        CompileStages stages = new CompileStages(System.out);
        List<LargeGraphs> kinds =
                arguments[0].equals("all")
                        ? List.of(LargeGraphs.values())
                        : Arrays.stream(arguments[0].split(",", -1))
                                .map(name -> LargeGraphs.valueOf(name.toUpperCase(Locale.ROOT)))
                                .toList();
        for (LargeGraphs kind : kinds) {
            for (int i = 0; i < WARM_TIMES; i++) {
                stages.measure(kind, WARM_NODES);
            }
            for (String size : arguments[1].split(",", -1)) {
                stages.out.println(stages.measure(kind, Integer.parseInt(size)));
            }
        }
    }

    private synchronized void ended(String stage, long time) {
        nanos.merge(stage, time, Long::sum);
    }

    /// A line of figures: milliseconds, then megabytes.
    private String measure(LargeGraphs kind, int size) throws IOException {
        nanos.clear();
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak of resident memory
        long before = resident("VmRSS:");
        long start = System.nanoTime();
        Graph graph = kind.of(size);
        long built = System.nanoTime();
        ended("build", built - start);
        Options options = Options.defaults().threads(1).withoutCache().listener(this::ended);
        try (Komodo komodo = Komodo.open(options)) {
            long opened = System.nanoTime();
            try (Kernel kernel = komodo.compile(graph)) {
                ended("all", System.nanoTime() - opened);
                ended("link", kernel.report().loadNanos());
                return line(kind, graph, kernel, before);
            }
        }
    }

    private synchronized String line(LargeGraphs kind, Graph graph, Kernel kernel, long before)
            throws IOException {
        StringBuilder line = new StringBuilder();
        line.append(kind.name().toLowerCase(Locale.ROOT));
        line.append(" %d nodes, ms:".formatted(graph.nodes().size()));
        nanos.forEach((stage, time) -> line.append(" %s %.0f".formatted(stage, time / 1e6)));
        line.append(
                "; MB: heap %d, resident %d more, object %.1f"
                        .formatted(
                                heapPeak() >> 20,
                                (resident("VmHWM:") - before) >> 10,
                                kernel.report().objectBytes() / 1e6));
        return line.toString();
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    /// Kilobytes, from the process's own status.
    private static long resident(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IllegalStateException("/proc/self/status has no " + field);
    }
}
