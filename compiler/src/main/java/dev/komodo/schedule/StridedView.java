package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;

/// A tensor that is another one's memory under other strides.
///
/// @param base the value whose memory it is
/// @param dims its extents
/// @param strides the distance, in elements, of neighbours along each axis
record StridedView(Value base, List<Dim> dims, List<Dim> strides) {
    StridedView {
        dims = List.copyOf(dims);
        strides = List.copyOf(strides);
    }

    /// The value whose memory can stand for a value.
    static Value base(Scope scope, Value value) {
        return of(scope, value).base();
    }

    /// The value as the memory of another, followed through transpositions.
    static StridedView of(Scope scope, Value value) {
        if (scope.stored(value).isEmpty()
                && scope.op(value) instanceof Op.Transpose(Value operand, var permutation)) {
            StridedView inner = of(scope, operand);
            List<Dim> dims = new ArrayList<>();
            List<Dim> strides = new ArrayList<>();
            for (int axis : permutation) {
                dims.add(inner.dims.get(axis));
                strides.add(inner.strides.get(axis));
            }
            return new StridedView(inner.base, dims, strides);
        }
        List<Dim> dims = scope.dims(value);
        List<Dim> strides = new ArrayList<>();
        Dim stride = Dim.of(1);
        for (Dim dim : dims.reversed()) {
            strides.addFirst(stride);
            stride = stride.times(dim);
        }
        return new StridedView(value, dims, strides);
    }
}
