package dev.komodo.schedule;

import dev.komodo.graph.Node;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// What is computed by one call: values over one space, in one function; or one node that has a
/// schedule of its own.
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

    static Kernel of(Node node) {
        List<Value> results =
                java.util.stream.IntStream.range(0, node.types().size())
                        .mapToObj(node::result)
                        .toList();
        return new Kernel(results, Optional.empty(), Optional.of(node));
    }
}
