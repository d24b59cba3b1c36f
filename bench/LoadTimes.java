import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.Kernel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

/// Loads of a cached kernel inside a running JVM: the graph is built, its key computed, the entry
/// read, authenticated and checked, the object linked and looked up, the constants prepared; then
/// all is closed, so that the next turn begins anew. Medians and minima after a warm-up.
///
/// Arguments: the repository's folder. Run by `bench/start`.
final class LoadTimes {
    private static final int WARM_UP = 1000;
    private static final int TURNS = 500;

    public static void main(String[] arguments) throws Exception {
        Path digits = Path.of(arguments[0], "examples", "digits", "digits.onnx");
        System.out.println("| loaded | all ms, median | minimum | graph | entry to address |");
        System.out.println("|---|---|---|---|---|");
        measure("x -> sum(2 x)", LoadTimes::small);
        measure("digits.onnx", () -> OnnxModel.read(digits).graph());
    }

    private static Graph small() {
        return Graph.build(
                "doubled",
                g -> {
                    Dim n = g.dim("n");
                    Tensor x = g.input("x", DType.F64, n);
                    g.output("y", x.mul(2).sum());
                });
    }

    private static void measure(String name, Callable<Graph> graphs) throws Exception {
        double[] all = new double[TURNS];
        double[] build = new double[TURNS];
        double[] load = new double[TURNS];
        try (Komodo komodo = Komodo.open(Options.defaults())) {
            for (int turn = -WARM_UP; turn < TURNS; turn++) {
                long begin = System.nanoTime();
                Graph graph = graphs.call();
                long built = System.nanoTime();
                try (Kernel kernel = komodo.compile(graph)) {
                    long end = System.nanoTime();
                    if (turn >= 0) {
                        all[turn] = (end - begin) / 1e6;
                        build[turn] = (built - begin) / 1e6;
                        load[turn] = kernel.report().loadNanos() / 1e6;
                    }
                }
            }
        }
        for (double[] times : new double[][] {all, build, load}) {
            Arrays.sort(times);
        }
        System.out.printf(
                "| %s | %.2f | %.2f | %.2f | %.2f |%n",
                name, all[TURNS / 2], all[0], build[TURNS / 2], load[TURNS / 2]);
    }
}
