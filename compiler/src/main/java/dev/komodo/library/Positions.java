package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Positions in tensors as indices along axes, or as one number in row-major order.
public final class Positions {
    private Positions() {}

    /// The indices along the axes of a shape that row-major positions stand for: `i64[s] -> i64[s]`
    /// for each axis. Positions of the shape only mean something; others give any indices.
    public static List<Tensor> unravel(Tensor flat, Shape shape) {
        List<Tensor> indices = new ArrayList<>();
        Tensor rest = flat.cast(DType.I64);
        for (int axis = shape.rank() - 1; axis > 0; axis--) {
            Tensor extent = Axes.extent(flat.builder(), shape.dim(axis));
            indices.addFirst(rest.remainder(extent));
            rest = rest.div(extent);
        }
        if (shape.rank() > 0) {
            indices.addFirst(rest);
        }
        return List.copyOf(indices);
    }

    /// The row-major positions of indices along the axes of a shape: `i64[s]` for each axis `->
    /// i64[s]`; the indices broadcast. Indices in bounds only mean something; others give any
    /// positions.
    public static Tensor ravel(List<Tensor> indices, Shape shape) {
        if (indices.size() != shape.rank() || indices.isEmpty()) {
            throw new InvalidGraphException(
                    "Positions in "
                            + shape
                            + " take an index for each of one axis or more, found "
                            + indices.size());
        }
        Tensor flat = indices.getFirst().cast(DType.I64);
        for (int axis = 1; axis < shape.rank(); axis++) {
            Tensor index = indices.get(axis).cast(DType.I64);
            flat = flat.mul(Axes.extent(index.builder(), shape.dim(axis))).add(index);
        }
        return flat;
    }

    /// The positions of the elements that are not zero as rows, in row-major order: `[s] -> i64[u,
    /// rank]` with a data dim u.
    public static Tensor where(Tensor x) {
        return x.nonZero().transpose(1, 0);
    }

    /// The slices of a tensor along an axis where a vector is true: `[..., n, ...], bool[n] ->
    /// [..., u, ...]` with a data dim u.
    ///
    /// @param axis counts from the end if negative
    public static Tensor compress(Tensor x, Tensor condition, int axis) {
        Tensor found = condition.nonZero();
        return x.gather(found.reshape(found.dim(1)), axis < 0 ? axis + x.rank() : axis);
    }

    /// Each element from the choice that its index names: `integer[s], [s]... -> [s]`; all
    /// broadcast. A negative index counts from the last choice; one that names none fails the call
    /// by status.
    public static Tensor choose(Tensor indices, List<Tensor> choices) {
        Tensor like = indices.cast(DType.I64);
        for (Tensor choice : choices) {
            like = like.add(choice.builder().constant(DType.I64, 0L).broadcastTo(choice.shape()));
        }
        Shape shape = like.shape();
        Tensor all =
                Tensor.stack(
                        0,
                        choices.stream()
                                .map(choice -> choice.broadcastTo(shape))
                                .toArray(Tensor[]::new));
        Tensor index = indices.broadcastTo(shape).expandDims(0);
        return AlongAxis.take(all, index, 0).squeeze(0);
    }

    /// The elements moved along an axis, those beyond the end back to the front: `[s] -> [s]`.
    /// Element i is the one that was at `i - shift`, modulo the extent.
    ///
    /// @param axis counts from the end if negative
    public static Tensor rolled(Tensor x, long shift, int axis) {
        GraphBuilder builder = x.builder();
        Dim extent = x.dim(axis);
        if (extent instanceof Dim.Fixed(long size)) {
            long split = size == 0 ? 0 : Math.floorMod(-shift, size);
            return split == 0
                    ? x
                    : Tensor.concat(axis, x.slice(axis, split, size), x.slice(axis, 0, split));
        }
        Tensor place = builder.iota(DType.I64, 0, extent).sub(builder.constant(DType.I64, shift));
        Tensor from = place.floorModulo(Axes.extent(builder, extent));
        return x.gather(from, axis < 0 ? axis + x.rank() : axis);
    }

    /// The differences of neighbours along an axis: `result[i] = x[i + 1] - x[i]`, `[..., n, ...]
    /// -> [..., n - 1, ...]`.
    ///
    /// @param axis of at least one element; counts from the end if negative
    public static Tensor differences(Tensor x, int axis) {
        Dim fewer = x.dim(axis).minus(Dim.of(1));
        return x.slice(axis, Dim.of(1), fewer, 1).sub(x.slice(axis, Dim.of(0), fewer, 1));
    }
}
