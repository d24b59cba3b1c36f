package dev.komodo.schedule;

import dev.komodo.graph.Node;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What is computed by one call: values over one space, in one function; or one node that has a
/// schedule of its own, a contraction or convolution with what follows element by element.
///
/// @param roots the values that other kernels or later passes may read, in topological order
/// @param domain the space, for what is computed element by element
/// @param node the node with a schedule of its own, if that is what it is
record Kernel(List<Value> roots, Optional<Domain> domain, Optional<Node> node) {
    Kernel {
        roots = List.copyOf(roots);
    }

    static Kernel over(Domain domain, List<Value> roots) {
        return new Kernel(roots, Optional.of(domain), Optional.empty());
    }

    /// A contraction or convolution, to which what follows may be added.
    static Kernel contraction(Node node, Domain domain) {
        return new Kernel(List.of(node.result(0)), Optional.of(domain), Optional.of(node));
    }

    static Kernel of(Node node) {
        List<Value> results =
                IntStream.range(0, node.types().size()).mapToObj(node::result).toList();
        return new Kernel(results, Optional.empty(), Optional.of(node));
    }
}
