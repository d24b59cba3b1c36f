package dev.komodo.examples;

import static dev.komodo.graph.DType.F64;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/// The log-density of a straight line through noisy points, compiled once and evaluated for many
/// draws of its two parameters.
public final class LogDensity {
    private LogDensity() {}

    /// Prints three log-densities and where the kernel came from.
    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(1);
        double[] xs = random.doubles(1000, -1, 1).toArray();
        double[] ys = random.doubles(1000, -1, 1).toArray();
        double[][] draws = {{0, 0}, {0.5, -0.25}, {1, 1}};
        // README begin
        Graph graph =
                Graph.build(
                        "line",
                        g -> {
                            Dim n = g.dim("n");
                            Tensor x = g.input("x", F64, n),
                                    y = g.input("y", F64, n),
                                    line = g.input("line", F64, 2);
                            Tensor residual =
                                    y.sub(x.mul(line.slice(0, 1, 2))).sub(line.slice(0, 0, 1));
                            g.output("logp", residual.square().sum().mul(-0.5));
                        });
        try (Komodo komodo = Komodo.open(Options.defaults());
                Kernel kernel =
                        komodo.compile(graph); // from the cache, if any process was here before
                Arena arena = Arena.ofConfined()) {
            NDArray x = NDArray.of(arena, F64, 1000).fill(xs),
                    y = NDArray.of(arena, F64, 1000).fill(ys);
            NDArray line = NDArray.of(arena, F64, 2), logp = NDArray.of(arena, F64);
            try (Binding call =
                    kernel.bind()
                            .input("x", x)
                            .input("y", y)
                            .input("line", line)
                            .output("logp", logp)
                            .build()) {
                for (double[] draw : draws) {
                    line.copyFrom(draw);
                    call.run();
                    System.out.println(logp.get(0));
                }
            }
            System.out.println(kernel.report()); // line: cache hit, compile 0.0 ms, load ...
        }
        // README end
    }
}
