package dev.komodo.testkit;

import static dev.komodo.graph.DType.F64;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// One of two billion small kernels, every one with another body and all of them called `f`.
///
/// They compute with whole numbers far below 2^53, so that plain Java gives the same bits whatever
/// the order of additions and whether or not products and sums are fused.
///
/// @param number tells a recipe from all others
record Recipe(int number) {
    private static final int ELEMENTS = 67; // whole vectors, and a rest
    private static final int MOST_STEPS = 4;
    private static final int STEP_KINDS = 4;

    /// The kernel's graph: `y` from each element of `x`, and `s`, the sum of `y`.
    Graph graph() {
        return Graph.build(
                "f",
                g -> {
                    Dim n = g.dim("n");
                    Tensor y = g.input("x", F64, n);
                    SplittableRandom random = random();
                    for (int steps = random.nextInt(MOST_STEPS); steps >= 0; steps--) {
                        int constant = random.nextInt(2, 9);
                        y =
                                switch (random.nextInt(STEP_KINDS)) {
                                    case 0 -> y.mul(constant);
                                    case 1 -> y.sub(constant);
                                    case 2 -> y.maximum(-constant);
                                    default -> y.abs();
                                };
                    }
                    y = y.add(number);
                    g.output("y", y).output("s", y.sum());
                });
    }

    /// What the kernel must give for [#input], computed in plain Java: all of `y`, then `s`.
    double[] expected() {
        double[] x = input();
        double[] results = Arrays.copyOf(x, x.length + 1);
        for (int i = 0; i < x.length; i++) {
            results[i] = expected(x[i]);
            results[x.length] += results[i];
        }
        return results;
    }

    private double expected(double x) {
        double y = x;
        SplittableRandom random = random();
        for (int steps = random.nextInt(MOST_STEPS); steps >= 0; steps--) {
            int constant = random.nextInt(2, 9);
            y =
                    switch (random.nextInt(STEP_KINDS)) {
                        case 0 -> y * constant;
                        case 1 -> y - constant;
                        case 2 -> Math.max(y, -constant);
                        default -> Math.abs(y);
                    };
        }
        return y + number;
    }

    /// Calls a kernel with [#input].
    ///
    /// @throws IllegalStateException if it is closed
    static double[] call(Kernel kernel) {
        try (Arena arena = Arena.ofConfined()) {
            NDArray x = NDArray.of(arena, F64, ELEMENTS).fill(input());
            Map<String, NDArray> outputs = kernel.call(arena, Map.of("x", x));
            double[] results = Arrays.copyOf(output(outputs, "y").toDoubleArray(), ELEMENTS + 1);
            results[ELEMENTS] = output(outputs, "s").get(0);
            return results;
        }
    }

    private static NDArray output(Map<String, NDArray> outputs, String name) {
        return Objects.requireNonNull(outputs.get(name), name);
    }

    /// Whether a kernel gives this recipe's results, bit for bit.
    boolean isMadeBy(Kernel kernel) {
        return Arrays.equals(call(kernel), expected());
    }

    private SplittableRandom random() {
        return new SplittableRandom(number);
    }

    private static double[] input() {
        double[] x = new double[ELEMENTS];
        Arrays.setAll(x, i -> (i * 37) % 101 - 50);
        return x;
    }
}
