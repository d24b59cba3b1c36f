package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
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

    /// The value as the memory of another, followed through what moves shapes without moving
    /// elements.
    static StridedView of(Scope scope, Value value) {
        if (scope.stored(value).isPresent()) {
            return contiguous(value, scope.dims(value));
        }
        return switch (scope.op(value)) {
            case Op.Transpose(Value operand, List<Integer> permutation) -> {
                StridedView inner = of(scope, operand);
                yield new StridedView(
                        inner.base,
                        permutation.stream().map(inner.dims::get).toList(),
                        permutation.stream().map(inner.strides::get).toList());
            }
            case Op.Broadcast(Value operand, Shape shape, List<Integer> axes) ->
                    of(scope, operand).broadcast(shape.dims(), axes);
            case Op.Reshape(Value operand, Shape shape) when of(scope, operand).isContiguous() ->
                    contiguous(of(scope, operand).base, shape.dims());
            default -> contiguous(value, scope.dims(value));
        };
    }

    private StridedView broadcast(List<Dim> result, List<Integer> axes) {
        List<Dim> repeated = new ArrayList<>();
        for (int axis = 0; axis < result.size(); axis++) {
            int own = axes.indexOf(axis);
            boolean repeats = own < 0 || !dims.get(own).equals(result.get(axis));
            repeated.add(repeats ? Dim.of(0) : strides.get(own));
        }
        return new StridedView(base, result, repeated);
    }

    private boolean isContiguous() {
        return strides.equals(contiguous(base, dims).strides);
    }

    private static StridedView contiguous(Value value, List<Dim> dims) {
        List<Dim> strides = new ArrayList<>();
        Dim stride = Dim.of(1);
        for (Dim dim : dims.reversed()) {
            strides.addFirst(stride);
            stride = stride.times(dim);
        }
        return new StridedView(value, dims, strides);
    }
}
