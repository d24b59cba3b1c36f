package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The element type of a tensor. Elements are stored little-endian; [#BOOL] takes one byte, 0 or 1.
///
/// The *raw bits* of an element, as everything that handles single elements passes them, are a
/// `long`: a float's pattern and an unsigned integer zero-extended, a signed integer sign-extended,
/// bool 0 or 1.
public enum DType {
    /// IEEE 754 binary16. Arithmetic is done in f32 and rounded once per operation.
    F16("f16", 2, Kind.FLOAT),
    /// The upper half of a binary32: 8 bits of exponent, 7 of fraction. Arithmetic is done in f32
    /// and rounded once per operation, to nearest even.
    BF16("bf16", 2, Kind.FLOAT),
    /// IEEE 754 binary32.
    F32("f32", 4, Kind.FLOAT),
    /// IEEE 754 binary64.
    F64("f64", 8, Kind.FLOAT),
    /// Two's complement, 8 bits; arithmetic wraps.
    I8("i8", 1, Kind.SIGNED),
    /// Two's complement, 16 bits; arithmetic wraps.
    I16("i16", 2, Kind.SIGNED),
    /// Two's complement, 32 bits; arithmetic wraps.
    I32("i32", 4, Kind.SIGNED),
    /// Two's complement, 64 bits; arithmetic wraps. Indices and sizes have this type.
    I64("i64", 8, Kind.SIGNED),
    /// Without a sign, 8 bits; arithmetic wraps.
    U8("u8", 1, Kind.UNSIGNED),
    /// Without a sign, 16 bits; arithmetic wraps.
    U16("u16", 2, Kind.UNSIGNED),
    /// Without a sign, 32 bits; arithmetic wraps.
    U32("u32", 4, Kind.UNSIGNED),
    /// Without a sign, 64 bits; arithmetic wraps.
    U64("u64", 8, Kind.UNSIGNED),
    /// Truth values.
    BOOL("bool", 1, Kind.BOOLEAN);

    /// The family of a dtype.
    public enum Kind {
        /// Binary floating-point formats.
        FLOAT,
        /// Two's complement integers.
        SIGNED,
        /// Integers without a sign.
        UNSIGNED,
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

    /// Bits per element in memory.
    public int width() {
        return byteSize * Byte.SIZE;
    }

    /// The family.
    public Kind kind() {
        return kind;
    }

    /// Whether this is a floating-point type.
    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    /// Whether this is an integer type, with a sign or without; [#BOOL] is not.
    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /// Whether this is an integer type without a sign.
    public boolean isUnsigned() {
        return kind == Kind.UNSIGNED;
    }

    /// The dtype that operations compute in before they round to this one: f32 for the floats of 16
    /// bits, else this one.
    public DType arithmetic() {
        return isFloat() && byteSize == 2 ? F32 : this;
    }

    /// Raw bits of which only the lowest [#width()] count, as they should be: this is how integers
    /// wrap. A truth value is the lowest bit.
    public long wrap(long bits) {
        int above = kind == Kind.BOOLEAN ? Long.SIZE - 1 : Long.SIZE - width();
        return kind == Kind.SIGNED ? bits << above >> above : bits << above >>> above;
    }

    /// The raw bits of the smallest integer, or of false.
    ///
    /// @throws IllegalStateException for floats
    public long smallest() {
        return switch (kind) {
            case FLOAT -> throw noBound();
            case SIGNED -> Long.MIN_VALUE >> (Long.SIZE - width());
            case UNSIGNED, BOOLEAN -> 0;
        };
    }

    /// The raw bits of the largest integer, or of true.
    ///
    /// @throws IllegalStateException for floats
    public long largest() {
        return switch (kind) {
            case FLOAT -> throw noBound();
            case SIGNED -> Long.MAX_VALUE >> (Long.SIZE - width());
            case UNSIGNED, BOOLEAN -> wrap(-1);
        };
    }

    private IllegalStateException noBound() {
        return new IllegalStateException("The extremes of " + text + " are infinities");
    }

    /// The order of two elements' raw bits, as [Long#compare] gives it: of integers and truth
    /// values.
    ///
    /// @throws IllegalStateException for floats
    public int compare(long left, long right) {
        return switch (kind) {
            case FLOAT -> throw new IllegalStateException("Floats of " + text + " have NaN");
            case SIGNED, BOOLEAN -> Long.compare(left, right);
            case UNSIGNED -> Long.compareUnsigned(left, right);
        };
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
        throw new InvalidGraphException("Unknown dtype '" + text + "'; known: " + names());
    }

    /// All printed names.
    public static String names() {
        return Arrays.stream(values()).map(DType::text).collect(Collectors.joining(" "));
    }

    @Override
    public String toString() {
        return text;
    }
}
