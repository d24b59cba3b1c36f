package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.function.ToLongFunction;

/// How long a call takes at most, roughly: on one thread, in the narrowest vectors, with each value
/// in memory. A pure function of the graph and its extents.
public final class CallTime {
    /// A simple operation on an element: 128 bits a cycle at 2.5 GHz are 0.2 ns for f64, and 0.1
    /// for f32.
    private static final double OPERATION_NANOS = 0.15;

    /// What sorting takes an element, in simple operations: eight rounds of 256 counters each.
    private static final double SORTED = 1_500;

    private CallTime() {}

    /// Nanoseconds; infinite where the number of operations depends on data.
    ///
    /// @param extent the value of a dim, which is no data dim
    public static double nanos(Graph graph, ToLongFunction<Dim> extent) {
        double operations = 0;
        for (Node node : graph.nodes()) {
            operations += operations(graph, node, extent);
        }
        return operations * OPERATION_NANOS;
    }

    private static double operations(Graph graph, Node node, ToLongFunction<Dim> extent) {
        double results = elements(graph, node.result(0), extent);
        return switch (node.op()) {
            case Op.Input _, Op.Weight _, Op.Constant _, Op.DimVector _ -> 0;
            case Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Iota _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Pad _,
                    Op.Concat _,
                    Op.Gather _ ->
                    results * (1 + Costs.of(node.op()));
            case Op.Reduce reduce -> elements(graph, reduce.operand(), extent);
            case Op.ArgReduce reduce -> 4 * elements(graph, reduce.operand(), extent);
            case Op.Scatter scatter -> 2 * results + 8 * elements(graph, scatter.updates(), extent);
            case Op.Sort _ -> SORTED * results;
            case Op.Fourier op ->
                    (16 + 8.0 * Costs.fourier(op))
                            * Math.max(results, elements(graph, op.operand(), extent));
            case Op.NonZero nonZero -> 4 * elements(graph, nonZero.operand(), extent);
            case Op.Contract contract -> {
                List<Dim> dims = graph.type(contract.left()).shape().dims();
                double products = results;
                for (int axis : contract.leftContracted()) {
                    products *= extent.applyAsLong(dims.get(axis).bound());
                }
                yield products;
            }
            case Op.Convolve convolve -> {
                List<Dim> filter = graph.type(convolve.filter()).shape().dims();
                double products = results;
                for (Dim dim : filter.subList(1, filter.size())) {
                    products *= extent.applyAsLong(dim.bound());
                }
                yield products;
            }
            case Op.LinearAlgebra op -> {
                List<Dim> dims = graph.type(op.operands().getFirst()).shape().dims();
                Dim steps = dims.getLast().bound();
                double operand = elements(graph, op.operands().getFirst(), extent);
                yield rounds(op) * Math.max(results, operand) * (16 + extent.applyAsLong(steps));
            }
            case Op.While _, Op.Scan _ -> Double.POSITIVE_INFINITY;
        };
    }

    /// How often an element meets each row, at most about: iterations are bounded, not short.
    private static int rounds(Op.LinearAlgebra op) {
        return switch (op) {
            case Op.SolveTriangular _ -> 4;
            case Op.Factorize factorize ->
                    switch (factorize.kind()) {
                        case CHOLESKY, LU -> 4;
                        case QR -> 16;
                        case EIGH -> 64;
                        case SVD -> 400;
                    };
        };
    }

    private static double elements(Graph graph, Value value, ToLongFunction<Dim> extent) {
        double product = 1;
        for (Dim dim : graph.type(value).shape().dims()) {
            product *= extent.applyAsLong(dim.bound());
        }
        return product;
    }
}
