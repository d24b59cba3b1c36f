package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;

import java.util.List;

/// A value that a kernel writes to memory.
///
/// @param value what is written
/// @param target where
/// @param shape the shape of the target
/// @param axis the axis along which the value fills a part of the target, if it is a part
/// @param begin where the part begins along the axis
record KernelRoot(Value value, Storage target, List<Dim> shape, int axis, Dim begin) {
    /// A value that fills its target.
    static KernelRoot whole(Scope scope, Value value, Storage target) {
        return new KernelRoot(value, target, scope.dims(value), 0, Dim.of(0));
    }

    /// Where the element at an index of the value stands in the target.
    Position flat(DimSource source, Index index) {
        if (begin.is(0) && shape.equals(index.dims())) {
            return index.flat(source);
        }
        Index apart = index.apart(source, axis);
        Position moved = apart.at(axis).plus(source.dim(begin));
        return apart.with(shape, axis, moved).flat(source);
    }
}
