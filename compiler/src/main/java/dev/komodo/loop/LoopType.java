package dev.komodo.loop;

import dev.komodo.graph.DType;

import java.util.Objects;

/// The type of an expression: a scalar (one lane) or a vector. Indices are `i64`; masks are `bool`
/// vectors.
///
/// @param dtype the element type
/// @param lanes how many elements, from 1 to 1024
public record LoopType(DType dtype, int lanes) {
    /// The type of indices and sizes.
    public static final LoopType INDEX = new LoopType(DType.I64, 1);

    /// The type of scalar conditions.
    public static final LoopType CONDITION = new LoopType(DType.BOOL, 1);

    /// Refuses lanes out of range.
    public LoopType {
        Objects.requireNonNull(dtype);
        if (lanes < 1 || lanes > 1024) {
            throw new IllegalArgumentException("Lanes must lie in [1, 1024], found " + lanes);
        }
    }

    /// A scalar type.
    public static LoopType scalar(DType dtype) {
        return new LoopType(dtype, 1);
    }

    /// Whether this is a scalar.
    public boolean isScalar() {
        return lanes == 1;
    }

    /// The same lanes with another element type.
    public LoopType with(DType other) {
        return new LoopType(other, lanes);
    }

    /// The same element type with other lanes.
    public LoopType withLanes(int other) {
        return new LoopType(dtype, other);
    }

    /// `f32` or `f32x16`.
    @Override
    public String toString() {
        return lanes == 1 ? dtype.text() : dtype.text() + "x" + lanes;
    }
}
