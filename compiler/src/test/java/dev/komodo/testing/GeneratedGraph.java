package dev.komodo.testing;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;

import java.util.List;

/// A random graph with arguments for one call.
///
/// @param seed what it was generated from; `new GraphGenerator(seed, options).generate()` again
///   gives the same
/// @param graph a verified graph
/// @param arguments in the order of the graph's inputs
/// @param tolerances for each output, by how much two right implementations may differ in any
///   element; 0 where the result is exact
public record GeneratedGraph(
        long seed, Graph graph, List<Literal> arguments, List<Double> tolerances) {
    /// Copies the lists.
    public GeneratedGraph {
        arguments = List.copyOf(arguments);
        tolerances = List.copyOf(tolerances);
    }

    /// The seed, the program and the arguments, for messages.
    @Override
    public String toString() {
        return "seed " + seed + "\n" + graph + "arguments " + arguments;
    }
}
