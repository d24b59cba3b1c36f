package dev.komodo.testing;

import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Adds Fourier transforms to generated graphs.
final class FourierSteps {
    private final Workshop shop;

    FourierSteps(Workshop shop) {
        this.shop = shop;
    }

    /// A transform of what is there, along an axis of fixed extent.
    boolean step() {
        Optional<Entry> found =
                shop.find(x -> x.dtype().isFloat() && !x.hasDataDims() && !axes(x).isEmpty());
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        int axis = shop.pick(axes(x));
        FourierOp kind = shop.pick(List.of(FourierOp.values()));
        Tensor operand = kind.takesComplex() ? pairs(finite(x)) : finite(x);
        long extent = x.shape().dim(axis).constant().orElseThrow();
        long length =
                kind != FourierOp.REAL_INVERSE
                        ? extent
                        : Math.max(1, 2 * extent - 1 - shop.random.nextInt(2));
        if (kind.taken(length) != extent) {
            return false;
        }
        double scale = shop.pick(List.of(1.0, 1.0 / length, 0.5));
        Tensor result = operand.fourier(kind, axis, length, scale);
        double sum = 2 * length * scale;
        double own = (2 + Math.log((double) length)) * Entry.epsilon(x.dtype()) * x.bound() * sum;
        return shop.add(Entry.rounded(result, x.bound() * sum, x.error() * sum + own));
    }

    /// The axes that can be transformed.
    private static List<Integer> axes(Entry x) {
        return IntStream.range(0, x.shape().rank())
                .filter(axis -> x.shape().dim(axis).constant().orElse(0) > 0)
                .boxed()
                .toList();
    }

    /// What a NaN or an infinity does to a sum of products depends on the order of operations.
    private Tensor finite(Entry x) {
        Tensor tensor = x.tensor();
        if (!shop.options.specialValues()) {
            return tensor;
        }
        Tensor none = shop.graph.constant(x.dtype(), 0).broadcastTo(x.shape());
        return tensor.abs().less(2 * Entry.limit(x.dtype())).select(tensor, none);
    }

    private Tensor pairs(Tensor re) {
        return Tensor.stack(re.rank(), re, shop.random.nextBoolean() ? re.neg() : re.mul(0.5));
    }
}
