package dev.komodo.graph;

import java.util.Objects;

/// The static type of a value: element type and shape, printed as `f32[n, 20]`.
///
/// @param dtype the element type
/// @param shape the dimensions, outermost first
public record TensorType(DType dtype, Shape shape) {
    /// Refuses null.
    public TensorType {
        Objects.requireNonNull(dtype);
        Objects.requireNonNull(shape);
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
