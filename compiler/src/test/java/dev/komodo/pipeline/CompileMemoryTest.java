package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Kernel;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a compilation took is given back: LLVM's contexts, and the code of closed kernels.
final class CompileMemoryTest {
    private static final int KERNELS = 60;

    private static Graph graph(int number) {
        return Graph.build(
                "kernel" + number,
                g -> {
                    Tensor x = g.input("x", DType.F32, g.dim("n"));
                    g.output("y", x.mul(number + 1).sin().add(x.tanh()).log1p());
                });
    }

    /// A context that stays open keeps 240 KB, twice what is allowed here; without a leak the JVM's
    /// own code and classes grow by 40 KB a kernel at first.
    @Test
    void kernelsThatAreClosedLeaveNoMemoryBehind() throws IOException {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache())) {
            make(komodo, 0);
            long before = memory();
            make(komodo, KERNELS);
            assertThat(memory() - before).isLessThan(KERNELS * (128L << 10));
        }
    }

    private static void make(Komodo komodo, int first) {
        for (int i = first; i < first + KERNELS; i++) {
            try (Kernel kernel = komodo.compile(graph(i))) {
                assertThat(kernel.report().objectBytes()).isPositive();
            }
        }
    }

    /// Bytes of this process in memory, without the heap, which grows as it likes.
    private static long memory() throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("RssAnon:")) {
                long resident = Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                return resident - runtime.totalMemory();
            }
        }
        throw new IllegalStateException("/proc/self/status has no RssAnon");
    }
}
