package dev.komodo.schedule;

import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What single roots read, found once: fusion asks for the reads of kernels that differ by a root
/// again and again. True as long as the values that are in memory stay the same.
final class RootReads {
    private record Known(Domain domain, KernelReads reads) {}

    private final Scope scope;
    private final Predicate<Value> isLeaf;
    private final Map<Value, Known> known = new HashMap<>();
    private final Map<Value, Set<Value>> leaves = new HashMap<>();

    /// @param isLeaf which values are in memory
    RootReads(Scope scope, Predicate<Value> isLeaf) {
        this.scope = scope;
        this.isLeaf = isLeaf;
    }

    /// The reads of a kernel; nobody may change them.
    KernelReads of(Kernel kernel) {
        KernelReads reads = KernelReads.ofNode(scope, kernel.node(), isLeaf);
        for (Value root : kernel.roots()) {
            boolean isNode = kernel.node().filter(scope.node(root)::equals).isPresent();
            if (kernel.domain().isPresent() && !isNode) {
                reads.add(root(kernel.domain().get(), root));
            }
        }
        return reads;
    }

    private KernelReads root(Domain domain, Value root) {
        Known before = known.get(root);
        if (before != null && before.domain.equals(domain)) {
            return before.reads;
        }
        KernelReads reads = KernelReads.ofRoot(scope, domain, root, isLeaf);
        known.put(root, new Known(domain, reads));
        return reads;
    }

    /// The values in memory that a root is computed from.
    Set<Value> leaves(Value root) {
        Set<Value> before = leaves.get(root);
        if (before != null) {
            return before;
        }
        Accesses accesses = new Accesses(scope, value -> !value.equals(root) && isLeaf.test(value));
        Value body = RowPasses.body(scope, root);
        accesses.follow(body, Index.first(scope.dims(body)));
        Set<Value> found = new LinkedHashSet<>();
        accesses.leaves().forEach(use -> found.add(use.value()));
        leaves.put(root, found);
        return found;
    }

    /// Other values are in memory from now on.
    void forget() {
        known.clear();
        leaves.clear();
    }
}
