package dev.komodo.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The dims of a tensor, outermost first; no dims is a scalar. Printed as `[n, 20]`.
///
/// @param dims the extents
public record Shape(List<Dim> dims) {
    /// The shape of a scalar.
    public static final Shape SCALAR = new Shape(List.of());

    /// Copies the list.
    public Shape {
        dims = List.copyOf(dims);
    }

    /// A shape of known extents.
    public static Shape of(long... sizes) {
        return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    /// A shape of dims.
    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    /// A shape of what users write.
    ///
    /// @param dims the extents: each a [Dim], an [Integer], a [Long], or a [String] that names a
    ///   symbol
    /// @throws dev.komodo.error.InvalidGraphException if one is none of these
    public static Shape from(Object... dims) {
        return Shapes.of(dims);
    }

    /// The number of axes.
    public int rank() {
        return dims.size();
    }

    /// The extent of an axis, counted from 0.
    public Dim dim(int axis) {
        return dims.get(axis);
    }

    /// The number of elements.
    public Dim elements() {
        Dim product = Dim.of(1);
        for (Dim dim : dims) {
            product = product.times(dim);
        }
        return product;
    }

    /// Whether every extent is a number.
    public boolean isFixed() {
        return dims.stream().allMatch(dim -> dim instanceof Dim.Fixed);
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
