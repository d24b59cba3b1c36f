package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Adds scatters to generated graphs.
final class ScatterSteps {
    private final Workshop shop;

    ScatterSteps(Workshop shop) {
        this.shop = shop;
    }

    boolean scatter(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where.and(x -> !x.hasDataDims() && x.shape().rank() > 0));
        Optional<Entry> positions =
                shop.find(
                        where.and(
                                i ->
                                        i.dtype().isInteger()
                                                && i.dtype() != DType.U64
                                                && !i.hasDataDims()
                                                && i.shape().rank() <= 2));
        if (found.isEmpty() || positions.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        int axis = shop.random.nextInt(x.shape().rank());
        long extent = shop.size(x.shape().dim(axis));
        Shape taken = taken(x.shape(), positions.get().shape(), axis);
        if (extent == 0 || !shop.fits(taken)) {
            return false;
        }
        Tensor indices = MovementSteps.inRange(shop, positions.get().tensor(), extent);
        Entry updates = updates(x, taken, where);
        return shop.add(scattered(x, indices, updates, axis));
    }

    private static Shape taken(Shape operand, Shape indices, int axis) {
        List<Dim> dims = new ArrayList<>(operand.dims().subList(0, axis));
        dims.addAll(indices.dims());
        dims.addAll(operand.dims().subList(axis + 1, operand.rank()));
        return new Shape(dims);
    }

    /// What is at hand in that shape, or an argument, computed on the way or not.
    private Entry updates(Entry x, Shape shape, Predicate<Entry> where) {
        Predicate<Entry> fits = u -> u.dtype() == x.dtype() && u.shape().equals(shape);
        Entry given = shop.find(where.and(fits)).orElseGet(() -> shop.input(x.dtype(), shape));
        return shop.chance(2) || x.dtype() == DType.BOOL
                ? given
                : Entry.rounded(
                        given.tensor().add(given.tensor()), 2 * given.bound(), 2 * given.error());
    }

    private Entry scattered(Entry x, Tensor indices, Entry updates, int axis) {
        ScatterOp kind =
                x.dtype() == DType.BOOL
                        ? ScatterOp.REPLACE
                        : shop.pick(List.of(ScatterOp.values()));
        if (kind == ScatterOp.MULTIPLY && x.dtype().isFloat()) {
            return multiplied(x, indices, updates, axis);
        }
        Tensor result = x.tensor().scatter(kind, indices, updates.tensor(), axis);
        boolean exact = x.exact() && updates.exact();
        double larger = Math.max(x.bound(), updates.bound());
        return switch (kind) {
            case REPLACE, MINIMUM, MAXIMUM ->
                    new Entry(result, exact, larger, Math.max(x.error(), updates.error()));
            case ADD -> {
                long terms = shop.elements(indices.shape());
                double bound = x.bound() + terms * updates.bound();
                double rounding = terms * Entry.epsilon(x.dtype()) * bound;
                yield Entry.rounded(result, bound, x.error() + terms * updates.error() + rounding);
            }
            case MULTIPLY -> Entry.exact(result, Double.POSITIVE_INFINITY);
        };
    }

    /// Products with what is below 1, for products grow without bound.
    private Entry multiplied(Entry x, Tensor indices, Entry updates, int axis) {
        Entry small = Entry.rounded(updates.tensor().tanh(), 1, updates.error());
        long terms = shop.elements(indices.shape());
        Tensor result = x.tensor().scatter(ScatterOp.MULTIPLY, indices, small.tensor(), axis);
        double brought = terms * (small.error() + Entry.epsilon(x.dtype())) * x.bound();
        return Entry.rounded(result, x.bound(), x.error() + brought);
    }
}
