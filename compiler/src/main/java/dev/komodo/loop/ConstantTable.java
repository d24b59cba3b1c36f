package dev.komodo.loop;

import dev.komodo.graph.Literal;

import java.util.Objects;

/// A small constant array that is embedded in the object code (an internal constant global), so a
/// kernel that comes from the cache needs nothing but its object. At most [Literal#INLINE_BYTES]
/// bytes.
///
/// @param buffer in [Space#CONSTANT]; `prepare` and `run` see it, functions get it as a buffer
///   argument
/// @param data its elements
public record ConstantTable(Buffer buffer, Literal data) {
    /// Refuses null.
    public ConstantTable {
        Objects.requireNonNull(buffer);
        Objects.requireNonNull(data);
    }
}
