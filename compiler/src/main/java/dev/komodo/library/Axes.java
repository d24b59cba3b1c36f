package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.stream.IntStream;

/// Axes and extents of tensors.
final class Axes {
    private Axes() {}

    /// The tensor with two axes exchanged, counted from 0; done twice it is the tensor again.
    static Tensor exchanged(Tensor tensor, int one, int other) {
        if (one == other) {
            return tensor;
        }
        return tensor.transpose(
                IntStream.range(0, tensor.rank())
                        .map(axis -> axis == one ? other : axis == other ? one : axis)
                        .toArray());
    }

    /// An extent as an i64 scalar.
    static Tensor extent(GraphBuilder builder, Dim dim) {
        return dim instanceof Dim.Fixed(long size)
                ? builder.constant(DType.I64, size)
                : builder.dims(dim).squeeze(0);
    }
}
