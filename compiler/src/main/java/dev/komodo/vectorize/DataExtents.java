package dev.komodo.vectorize;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;

/// Which graphs have extents that are found while a kernel runs.
final class DataExtents {
    private DataExtents() {}

    /// Whether the graph, or one inside it, has a data dim.
    static boolean in(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> in(node.op()));
    }

    /// Whether the op brings one forth, or a graph inside it does.
    static boolean in(Op op) {
        return op instanceof Op.NonZero
                || (op instanceof Op.Scan scan && (scan.steps().isPresent() || in(scan.body())))
                || (op instanceof Op.While loop && (in(loop.condition()) || in(loop.body())));
    }
}
