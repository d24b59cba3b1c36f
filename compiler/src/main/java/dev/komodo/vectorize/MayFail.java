package dev.komodo.vectorize;

import dev.komodo.graph.Graph;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;

/// Which graphs may fail at a call because of the elements of their arguments, not their extents.
final class MayFail {
    private MayFail() {}

    /// Whether a node of the graph, or of a graph inside it, may fail.
    static boolean in(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> of(node.op()));
    }

    private static boolean of(Op op) {
        return switch (op) {
            case Op.Gather _, Op.Scatter _ -> true;
            case Op.LinearAlgebra matrices -> matrices.onFailure() == OnFailure.REPORT;
            case Op.While loop -> in(loop.condition()) || in(loop.body());
            case Op.Scan scan -> in(scan.body());
            case Op.Input _,
                    Op.Constant _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Convolve _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concat _,
                    Op.NonZero _,
                    Op.Sort _,
                    Op.Fourier _ ->
                    false;
        };
    }
}
