package dev.komodo.bench.targets;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.measure.Ceilings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is no ONNX model of the set: loops with an early exit, results of unknown size, half
/// precision on a processor without AVX-512.
final class GraphRows {
    private static final long LENGTH = 4_000_000;

    private GraphRows() {}

    /// The rows.
    ///
    /// @param ceilings the probes at one thread and at two
    static List<GraphRow> all(Map<Integer, Ceilings> ceilings) {
        return List.of(
                row("scan_early_exit", scan(), Optional.empty(), ceilings),
                row("non_zero_sum", nonZero(), Optional.empty(), ceilings),
                row("f32_to_f16_v3", halfCast(), Optional.of("x86-64-v3"), ceilings));
    }

    private static GraphRow row(
            String name, Graph graph, Optional<String> target, Map<Integer, Ceilings> ceilings) {
        return new GraphRow(name, graph, LENGTH, target, ceilings);
    }

    /// A decaying sum of squares that stops when it passes 400,000.
    private static Graph scan() {
        return Graph.build(
                "scan_exit",
                g -> {
                    Tensor x = g.input("x", DType.F64, g.dim("n"));
                    Tensor zero = g.constant(DType.F64, 0);
                    ScanResult result =
                            g.scan(
                                    x.dim(0),
                                    List.of(zero),
                                    List.of(x),
                                    (carries, elements) -> {
                                        Tensor element = elements.getFirst();
                                        Tensor sum =
                                                carries.getFirst()
                                                        .mul(0.999999)
                                                        .add(element.mul(element));
                                        return ScanStep.of(List.of(sum), List.of(sum))
                                                .goOnWhile(sum.less(400_000));
                                    });
                    g.output("last", result.carries().getFirst());
                    g.output("sums", result.emitted().getFirst());
                });
    }

    private static Graph nonZero() {
        return Graph.build(
                "nonzero_sum",
                g -> {
                    Tensor x = g.input("x", DType.F32, g.dim("n"));
                    Tensor positions = x.greater(0).nonZero();
                    g.output("total", positions.sum());
                    g.output("positions", positions);
                });
    }

    private static Graph halfCast() {
        return Graph.build(
                "half_cast",
                g -> {
                    Tensor x = g.input("x", DType.F32, g.dim("n"));
                    g.output("y", x.cast(DType.F16));
                });
    }
}
