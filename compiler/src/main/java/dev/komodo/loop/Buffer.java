package dev.komodo.loop;

import dev.komodo.graph.DType;

import java.util.Objects;

/// A flat array of elements of one dtype. Two buffers of one function never overlap, unless both
/// are only read.
///
/// @param name unique in its function
/// @param dtype the element type
/// @param space where it lives
/// @param size how many elements: an i64 expression over dims and scalars that are visible where
///   the buffer is defined
public record Buffer(String name, DType dtype, Space space, Expr size) {
    /// Refuses null.
    public Buffer {
        Objects.requireNonNull(name);
        Objects.requireNonNull(dtype);
        Objects.requireNonNull(space);
        Objects.requireNonNull(size);
    }
}
