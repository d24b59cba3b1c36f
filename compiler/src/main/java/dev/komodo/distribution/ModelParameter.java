package dev.komodo.distribution;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;

/// A parameter of a [Model], and its place in the unconstrained vector.
///
/// @param name unique in the model
/// @param transform from its unconstrained numbers to its values; bounds that are tensors belong to
///   a graph that is gone
/// @param shape of its values
/// @param unconstrainedShape of its unconstrained numbers
/// @param offset of its first unconstrained number, which the others follow in row-major order
public record ModelParameter(
        String name, Transform transform, Shape shape, Shape unconstrainedShape, Dim offset) {
    /// How many unconstrained numbers it has.
    public Dim unconstrainedSize() {
        return unconstrainedShape.elements();
    }
}
