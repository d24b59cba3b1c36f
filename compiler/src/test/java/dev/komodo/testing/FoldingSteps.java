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

/// Adds reductions, contractions and convolutions to generated graphs.
final class FoldingSteps {
    private final Workshop shop;

    FoldingSteps(Workshop shop) {
        this.shop = shop;
    }

    boolean reduce(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where.and(x -> x.shape().rank() > 0));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
        Collections.shuffle(order, shop.random);
        int count = 1 + shop.random.nextInt(order.size());
        int[] axes = order.subList(0, count).stream().mapToInt(axis -> axis).toArray();
        long folded = 1;
        for (int axis : axes) {
            folded *= shop.size(x.shape().dim(axis));
        }
        return shop.add(folded(x, axes, shop.random.nextBoolean(), folded));
    }

    private Entry folded(Entry x, int[] axes, boolean keepDims, long count) {
        Tensor t = x.tensor();
        if (x.dtype() == DType.BOOL) {
            return Entry.exact(
                    shop.random.nextBoolean() ? t.all(keepDims, axes) : t.any(keepDims, axes), 1);
        }
        int kind = shop.random.nextInt(5);
        if (count > 0 && !x.hasDataDims() && kind == 0) {
            return x.moved(t.min(keepDims, axes));
        }
        if (count > 0 && !x.hasDataDims() && kind == 1) {
            return x.moved(t.max(keepDims, axes));
        }
        if (kind == 2) {
            return product(x, axes, keepDims, count);
        }
        double bound = count * x.bound();
        if (kind == 3 && x.dtype().isFloat() && count > 0) {
            double brought = x.error() + accumulation(x.dtype(), count) * x.bound();
            return Entry.rounded(t.mean(keepDims, axes), x.bound(), brought);
        }
        double brought = count * x.error() + accumulation(x.dtype(), count) * bound;
        return Entry.rounded(t.sum(keepDims, axes), bound, brought);
    }

    private static Entry product(Entry x, int[] axes, boolean keepDims, long count) {
        if (!x.dtype().isFloat()) {
            return Entry.exact(x.tensor().prod(keepDims, axes), Double.POSITIVE_INFINITY);
        }
        Entry small = Entry.rounded(x.tensor().tanh(), 1, x.error());
        double brought = count * (small.error() + accumulation(x.dtype(), 1));
        return Entry.rounded(small.tensor().prod(keepDims, axes), 1, brought);
    }

    /// The relative error of adding up in the accumulator's dtype.
    private static double accumulation(DType dtype, long count) {
        return Entry.epsilon(dtype.arithmetic()) * (count + 1);
    }

    boolean argReduce(Predicate<Entry> where) {
        Optional<Entry> found =
                shop.find(
                        where.and(
                                x ->
                                        x.exact()
                                                && x.dtype() != DType.BOOL
                                                && !x.hasDataDims()
                                                && x.shape().rank() > 0));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        int axis = shop.random.nextInt(x.shape().rank());
        long extent = shop.size(x.shape().dim(axis));
        if (extent == 0) {
            return false;
        }
        Tensor result =
                shop.random.nextBoolean() ? x.tensor().argMin(axis) : x.tensor().argMax(axis);
        return shop.add(Entry.exact(result, (double) extent));
    }

    boolean contract(Predicate<Entry> where) {
        Optional<Entry> found =
                shop.find(
                        where.and(
                                x ->
                                        x.dtype() != DType.BOOL
                                                && !x.hasDataDims()
                                                && x.shape().rank() > 0));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        int last = x.shape().rank() - 1;
        Dim k = x.shape().dim(last);
        Dim n = shop.extent();
        boolean batched = last == 2 && shop.random.nextBoolean();
        Shape right = batched ? Shape.of(x.shape().dim(0), k, n) : Shape.of(k, n);
        Shape result = batched ? Shape.of(x.shape().dim(0), x.shape().dim(1), n) : right;
        if (!shop.fits(right)
                || !shop.fits(result)
                || shop.elements(x.shape()) * shop.size(n) > 4096) {
            return false;
        }
        boolean transposed = !batched && shop.random.nextBoolean();
        Entry y = shop.input(x.dtype(), transposed ? Shape.of(n, k) : right);
        Tensor product =
                transposed
                        ? x.tensor()
                                .contract(
                                        y.tensor(), List.of(), List.of(), List.of(last), List.of(1))
                        : x.tensor().matmul(y.tensor());
        return shop.add(accumulated(product, x, y, shop.size(k)));
    }

    private static Entry accumulated(Tensor product, Entry x, Entry y, long terms) {
        double bound = terms * x.bound() * y.bound();
        double brought =
                terms * (x.bound() * y.error() + y.bound() * x.error() + x.error() * y.error())
                        + accumulation(x.dtype(), terms) * bound;
        return Entry.rounded(product, bound, brought);
    }

    boolean convolve() {
        int axes = 1 + shop.random.nextInt(2);
        int groups = 1 + shop.random.nextInt(2);
        DType dtype = shop.floatType();
        List<Dim> input = new ArrayList<>(List.of(shop.extent(), Dim.of(2L * groups)));
        List<Dim> filter = new ArrayList<>(List.of(Dim.of(3L * groups), Dim.of(2)));
        List<Long> strides = new ArrayList<>();
        List<Long> pads = new ArrayList<>();
        List<Long> dilations = new ArrayList<>();
        long terms = 2;
        for (int i = 0; i < axes; i++) {
            int kernel = 1 + shop.random.nextInt(3);
            int dilation = 1 + shop.random.nextInt(2);
            long pad = shop.random.nextInt(3);
            Dim extent = i == 0 ? shop.extent() : Dim.of(5 + shop.random.nextInt(5));
            if (shop.size(extent) + 2 * pad < (long) dilation * (kernel - 1) + 1) {
                return false;
            }
            input.add(extent);
            filter.add(Dim.of(kernel));
            strides.add(1L + shop.random.nextInt(2));
            pads.add(pad);
            dilations.add((long) dilation);
            terms *= kernel;
        }
        if (!shop.fits(new Shape(input))) {
            return false;
        }
        Entry x = shop.input(dtype, new Shape(input));
        Entry w = shop.input(dtype, new Shape(filter));
        Tensor y = x.tensor().convolve(w.tensor(), strides, pads, pads, dilations, groups);
        return shop.add(accumulated(y, x, w, terms));
    }
}
