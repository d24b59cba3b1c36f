package dev.komodo.bench;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;

import java.util.function.UnaryOperator;

/// The graphs of the JMH benchmarks.
public final class BenchmarkGraphs {
    private static final int CHAIN = 10_000;

    private BenchmarkGraphs() {}

    /// A graph by its name.
    public static Graph named(String name) {
        return switch (name) {
            case "tiny" -> tiny();
            case "black_scholes" -> blackScholes();
            case "mlp" -> mlp();
            case "chain" -> LargeGraphs.CHAIN.of(CHAIN);
            default -> throw new IllegalArgumentException("There is no graph '" + name + "'");
        };
    }

    /// `sum(exp(-x^2))` over 8 doubles: next to no work, so that a call is what it costs to call.
    public static Graph tiny() {
        return Graph.build(
                "tiny",
                g -> {
                    Tensor x = g.input("x", DType.F64, 8);
                    g.output("y", x.mul(x).neg().exp().sum());
                });
    }

    /// The price of a call option; one loop of 30 operations.
    private static Graph blackScholes() {
        return Graph.build(
                "black_scholes",
                g -> {
                    Dim n = g.dim("n");
                    Tensor spot = g.input("spot", DType.F32, n);
                    Tensor strike = g.input("strike", DType.F32, n);
                    Tensor time = g.input("time", DType.F32, n);
                    Tensor deviation = g.input("sigma", DType.F32, n).mul(time.sqrt());
                    Tensor first =
                            spot.div(strike)
                                    .log()
                                    .add(time.mul(0.02))
                                    .div(deviation)
                                    .add(deviation.mul(0.5));
                    UnaryOperator<Tensor> normal = d -> d.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
                    Tensor discounted = strike.mul(time.mul(-0.02).exp());
                    Tensor price =
                            spot.mul(normal.apply(first))
                                    .sub(discounted.mul(normal.apply(first.sub(deviation))));
                    g.output("price", price);
                });
    }

    /// Three dense layers with their biases and tanh; the weights are inputs.
    private static Graph mlp() {
        return Graph.build(
                "mlp",
                g -> {
                    int[] widths = {784, 512, 256, 10};
                    Tensor layer = g.input("x", DType.F32, g.dim("n"), widths[0]);
                    for (int i = 1; i < widths.length; i++) {
                        Tensor weight = g.input("w" + i, DType.F32, widths[i - 1], widths[i]);
                        Tensor bias = g.input("b" + i, DType.F32, widths[i]);
                        layer = layer.matmul(weight).add(bias).tanh();
                    }
                    g.output("y", layer);
                });
    }
}
