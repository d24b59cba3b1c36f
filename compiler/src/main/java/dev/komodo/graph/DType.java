package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

/// The element type of a tensor. Elements are stored little-endian; [#BOOL] takes one byte, 0 or 1.
public enum DType {
    /// IEEE 754 binary16. Arithmetic is done in f32 and rounded once per operation.
    F16("f16", 2, Kind.FLOAT),
    /// IEEE 754 binary32.
    F32("f32", 4, Kind.FLOAT),
    /// IEEE 754 binary64.
    F64("f64", 8, Kind.FLOAT),
    /// Two's complement, 32 bits; arithmetic wraps.
    I32("i32", 4, Kind.INTEGER),
    /// Two's complement, 64 bits; arithmetic wraps. Indices and sizes have this type.
    I64("i64", 8, Kind.INTEGER),
    /// Truth values.
    BOOL("bool", 1, Kind.BOOLEAN);

    /// The family of a dtype.
    public enum Kind {
        /// IEEE 754 binary formats.
        FLOAT,
        /// Two's complement integers.
        INTEGER,
        /// Truth values.
        BOOLEAN
    }

    private final String text;
    private final int byteSize;
    private final Kind kind;

    DType(String text, int byteSize, Kind kind) {
        this.text = text;
        this.byteSize = byteSize;
        this.kind = kind;
    }

    /// The printed name, such as `f32`.
    public String text() {
        return text;
    }

    /// Bytes per element in memory.
    public int byteSize() {
        return byteSize;
    }

    /// The family.
    public Kind kind() {
        return kind;
    }

    /// Whether this is a floating-point type.
    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    /// Whether this is an integer type; [#BOOL] is not.
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /// The dtype with the given printed name.
    ///
    /// @throws InvalidGraphException if there is none
    public static DType parse(String text) {
        for (DType dtype : values()) {
            if (dtype.text.equals(text)) {
                return dtype;
            }
        }
        throw new InvalidGraphException(
                "Unknown dtype '" + text + "'; known: f16 f32 f64 i32 i64 bool");
    }

    @Override
    public String toString() {
        return text;
    }
}
