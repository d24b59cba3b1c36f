package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Adds movement of elements, gathers, casts and non-zeros to generated graphs.
final class MovementSteps {
    private final Workshop shop;

    MovementSteps(Workshop shop) {
        this.shop = shop;
    }

    boolean move(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where.and(x -> !x.hasDataDims()));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        Tensor moved = moved(x);
        return shop.fits(moved.shape()) && shop.add(x.moved(moved));
    }

    private Tensor moved(Entry x) {
        Tensor t = x.tensor();
        int rank = t.rank();
        if (rank == 0) {
            return shop.random.nextBoolean()
                    ? t.broadcastTo(shop.shape(1 + shop.random.nextInt(2)))
                    : t.reshape(1, 1);
        }
        int axis = shop.random.nextInt(rank);
        return switch (shop.random.nextInt(9)) {
            case 0 -> t.reshape(t.shape().elements());
            case 1 -> rank > 1 ? merged(t) : t.expandDims(axis);
            case 2 -> t.transpose(permutation(rank));
            case 3 -> repeated(t);
            case 4 -> t.reverse(axis);
            case 5 -> sliced(t, axis);
            case 6 -> padded(t);
            case 7 -> Tensor.concat(axis, t, t.reverse(axis));
            default -> t.expandDims(axis);
        };
    }

    private static Tensor merged(Tensor t) {
        List<Dim> dims = new ArrayList<>(t.shape().dims());
        Dim first = dims.removeFirst();
        dims.set(0, first.times(dims.getFirst()));
        return t.reshape(new Shape(dims));
    }

    private int[] permutation(int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(order, shop.random);
        return order.stream().mapToInt(axis -> axis).toArray();
    }

    private Tensor repeated(Tensor t) {
        List<Dim> dims = new ArrayList<>(t.shape().dims());
        dims.addFirst(shop.extent());
        return shop.fits(new Shape(dims)) ? t.broadcastTo(new Shape(dims)) : t.expandDims(0);
    }

    private Tensor sliced(Tensor t, int axis) {
        Dim extent = t.dim(axis);
        long size = shop.size(extent);
        if (size < 3) {
            return t.reverse(axis);
        }
        long start = shop.random.nextInt((int) size - 1);
        if (shop.random.nextBoolean()) {
            return t.slice(axis, Dim.of(start), extent.minus(Dim.of(start)), 1);
        }
        long step = 2;
        return t.slice(axis, Dim.of(start), Dim.of((size - start + step - 1) / step), step);
    }

    private Tensor padded(Tensor t) {
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        for (int axis = 0; axis < t.rank(); axis++) {
            low.add(Dim.of(shop.random.nextInt(3)));
            high.add(Dim.of(shop.random.nextInt(2)));
        }
        return t.pad(1, low, high);
    }

    boolean iota() {
        List<DType> dtypes = new ArrayList<>(shop.options.integers());
        dtypes.add(shop.floatType());
        DType dtype = shop.pick(dtypes);
        Shape shape = shop.shape(1 + shop.random.nextInt(2));
        int axis = shop.random.nextInt(shape.rank());
        long extent = shop.size(shape.dim(axis));
        Tensor iota = shop.graph.iota(dtype, axis, shape.dims().toArray());
        return shop.add(Entry.exact(iota, (double) extent));
    }

    boolean cast(Predicate<Entry> where) {
        List<DType> dtypes = new ArrayList<>(List.of(shop.floatType(), DType.F32));
        dtypes.addAll(shop.options.integers());
        dtypes.add(DType.BOOL);
        DType to = shop.pick(dtypes);
        Optional<Entry> found =
                shop.find(
                        where.and(
                                x ->
                                        x.dtype() != to
                                                && (x.exact() || to.isFloat())
                                                && x.bound() <= Entry.limit(to)));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        Tensor cast = x.tensor().cast(to);
        if (to == DType.BOOL) {
            return shop.add(Entry.exact(cast, 1));
        }
        boolean wild =
                (shop.options.specialValues() && x.dtype().isFloat() && to.isInteger())
                        || (to.isUnsigned() && x.dtype().isInteger());
        double bound = wild ? Double.POSITIVE_INFINITY : x.bound();
        return shop.add(
                x.exact() ? Entry.exact(cast, bound) : Entry.rounded(cast, bound, x.error()));
    }

    /// The bits of an exact number, NaN apart, as an integer.
    boolean bitcast(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where.and(x -> x.exact() && x.dtype() != DType.BOOL));
        if (found.isEmpty()) {
            return false;
        }
        Tensor x = found.get().tensor();
        List<DType> fitting =
                shop.options.integers().stream()
                        .filter(to -> to.width() == x.dtype().width() && to != x.dtype())
                        .toList();
        if (fitting.isEmpty()) {
            return false;
        }
        Tensor zero = shop.graph.constant(x.dtype(), 0);
        Tensor number = x.dtype().isFloat() ? x.isNaN().select(zero, x) : x;
        Tensor bits = number.bitcast(shop.pick(fitting));
        return shop.add(Entry.exact(bits, Double.POSITIVE_INFINITY));
    }

    boolean gather(Predicate<Entry> where) {
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
        long result = shop.elements(x.shape()) * shop.elements(positions.get().shape());
        if (extent == 0 || result > 4096L * extent) {
            return false;
        }
        Tensor indices = inRange(shop, positions.get().tensor(), extent);
        return shop.add(x.moved(x.tensor().gather(indices, axis)));
    }

    /// Integers as indices of an axis, some of them counted from the end.
    static Tensor inRange(Workshop shop, Tensor given, long extent) {
        boolean isNarrow = given.dtype().width() < 32 && extent > given.dtype().largest();
        Tensor indices = (isNarrow ? given.cast(DType.I64) : given).floorModulo((double) extent);
        return shop.chance(3) && !indices.dtype().isUnsigned()
                ? indices.sub((double) extent)
                : indices;
    }

    /// Positions of non-zeros, their sum, and the sum of what stands there.
    boolean nonZero(Predicate<Entry> where) {
        Optional<Entry> found =
                shop.find(where.and(x -> x.exact() && !x.hasDataDims() && x.shape().rank() > 0));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        long elements = shop.elements(x.shape());
        Tensor positions = x.tensor().nonZero();
        Entry entry = Entry.exact(positions, (double) elements);
        shop.add(entry);
        shop.add(Entry.exact(positions.sum(1), (double) elements * elements));
        if (x.shape().rank() == 1 && x.dtype().isFloat() && elements > 0) {
            Tensor row = positions.reshape(positions.dim(1));
            Entry values = x.moved(x.tensor().gather(row, 0));
            shop.add(values);
            double bound = elements * x.bound();
            double error = Entry.epsilon(x.dtype().arithmetic()) * (elements + 1) * bound;
            shop.add(Entry.rounded(values.tensor().sum(), bound, error));
        }
        return true;
    }
}
