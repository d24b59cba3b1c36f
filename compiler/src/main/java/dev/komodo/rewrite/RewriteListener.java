package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Value;

import java.util.List;

/// Told about each rule that fires, while the graph is under reconstruction.
@FunctionalInterface
public interface RewriteListener {
    /// Hears nothing.
    RewriteListener NONE = (rule, graph, weights, before, after) -> {};

    /// A rule fired. Both values are in the graph, which is not to be changed.
    ///
    /// @param graph the graph (or sub-graph) under reconstruction, up to here
    /// @param weights the large constants of the whole program
    /// @param before the value that is replaced
    /// @param after the value that replaces it
    /// @throws dev.komodo.error.InternalCompilerException to stop the rewriting
    void fired(Rule rule, GraphBuilder graph, List<Literal> weights, Value before, Value after);
}
