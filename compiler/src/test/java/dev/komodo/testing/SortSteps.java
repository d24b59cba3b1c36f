package dev.komodo.testing;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Adds sorts to generated graphs.
final class SortSteps {
    private final Workshop shop;

    SortSteps(Workshop shop) {
        this.shop = shop;
    }

    /// Sorted elements are as exact as elements; positions are of exact elements only.
    boolean sort(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where.and(x -> !x.hasDataDims() && x.shape().rank() > 0));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        int axis = shop.random.nextInt(x.shape().rank());
        List<Tensor> sorted = x.tensor().sortWithPositions(axis, shop.random.nextBoolean());
        boolean positions = x.exact() && shop.chance(2);
        if (positions) {
            Dim extent = x.shape().dim(axis);
            shop.add(Entry.exact(sorted.getLast(), (double) shop.size(extent)));
        }
        return (positions && shop.chance(2)) || shop.add(x.moved(sorted.getFirst()));
    }
}
