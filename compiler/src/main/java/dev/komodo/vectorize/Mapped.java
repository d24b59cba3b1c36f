package dev.komodo.vectorize;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// A value of the original graph in the vectorised one.
///
/// @param tensor `[count, s...]` if mapped, else `[s...]`
/// @param isMapped whether each position has its own
record Mapped(Tensor tensor, boolean isMapped) {
    Mapped {
        Objects.requireNonNull(tensor);
    }

    /// The same for all positions.
    static Mapped shared(Tensor tensor) {
        return new Mapped(tensor, false);
    }

    /// One per position.
    static Mapped each(Tensor tensor) {
        return new Mapped(tensor, true);
    }

    /// With the leading axis, repeated along it if it was the same for all: `[count, s...]`.
    Tensor whole(Dim count) {
        return isMapped ? tensor : tensor.broadcastTo(withLeading(count, tensor.shape()));
    }

    /// `[s...] -> [count, s...]`.
    static Shape withLeading(Dim count, Shape shape) {
        List<Dim> dims = new ArrayList<>();
        dims.add(count);
        dims.addAll(shape.dims());
        return new Shape(dims);
    }

    /// The axes of an original in one with a leading axis.
    static List<Integer> shifted(List<Integer> axes) {
        return axes.stream().map(axis -> axis + 1).toList();
    }

    /// The tensor with one axis moved to the front, the others in their order.
    static Tensor toFront(Tensor tensor, int axis) {
        return axis == 0
                ? tensor
                : tensor.transpose(
                        IntStream.concat(
                                        IntStream.of(axis),
                                        IntStream.range(0, tensor.rank()).filter(i -> i != axis))
                                .toArray());
    }

    /// The tensor with its first axis moved to another position.
    static Tensor fromFront(Tensor tensor, int axis) {
        return tensor.transpose(
                IntStream.range(0, tensor.rank())
                        .map(i -> i < axis ? i + 1 : i == axis ? 0 : i)
                        .toArray());
    }
}
