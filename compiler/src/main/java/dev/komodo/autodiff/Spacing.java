package dev.komodo.autodiff;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Elements with zeros between them: what a step that left some out leaves behind.
final class Spacing {
    private Spacing() {}

    /// `distance - 1` zeros (or falses) between neighbours along an axis: the extent `n` becomes
    /// `(n - 1) * distance + 1`, or 0 of nothing.
    static Tensor apart(Tensor tensor, int axis, long distance) {
        if (distance == 1 || tensor.dim(axis).is(0)) {
            return tensor;
        }
        Dim extent = tensor.dim(axis);
        Tensor wide = followed(tensor, axis, distance);
        return wide.slice(
                axis,
                Dim.of(0),
                extent.minus(Dim.of(1)).times(Dim.of(distance)).plus(Dim.of(1)).maximum(Dim.of(0)),
                1);
    }

    /// `distance - 1` zeros (or falses) after each element along an axis: `n` becomes `n *
    /// distance`.
    static Tensor followed(Tensor tensor, int axis, long distance) {
        Dim extent = tensor.dim(axis);
        Tensor column = tensor.expandDims(axis + 1);
        List<Dim> none = new ArrayList<>(Collections.nCopies(column.rank(), Dim.of(0)));
        List<Dim> high = new ArrayList<>(none);
        high.set(axis + 1, Dim.of(distance - 1));
        Tensor zeros = column.pad(tensor.builder().constant(tensor.dtype(), 0.0), none, high);
        List<Dim> dims = new ArrayList<>(tensor.shape().dims());
        dims.set(axis, extent.times(Dim.of(distance)));
        return zeros.reshape(new Shape(dims));
    }
}
