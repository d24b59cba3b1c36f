package dev.komodo.loop;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;

import java.util.Optional;
import java.util.regex.Pattern;

/// Constants as text and back, exactly: `7`, `-1:i32`, `0x1.8p0:f32x16`, `nan:f32`, `true:bool`,
/// and `$7fc00001:f32` for bits that nothing else prints (a NaN with a payload).
final class ConstantText {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,20}");
    private static final Pattern FLOAT =
            Pattern.compile(
                    "-?(0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][+-]?[0-9]{1,5}"
                            + "|[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]{1,5})?)");

    private ConstantText() {}

    /// The text, with the type unless it is an index.
    static String print(LoopType type, long bits) {
        String value = print(type.dtype(), bits);
        return type.equals(LoopType.INDEX) ? value : value + ":" + type;
    }

    /// The text without a type.
    static String print(DType dtype, long bits) {
        return isCanonical(dtype, bits) ? value(dtype, bits) : raw(bits);
    }

    /// Whether the bits are as [DType] wants them.
    static boolean isCanonical(DType dtype, long bits) {
        return dtype.wrap(bits) == bits;
    }

    private static String value(DType dtype, long bits) {
        return switch (dtype) {
            case F16, BF16, F32, F64 -> number(dtype, bits, Conversion.toDouble(dtype, bits));
            case I8, I16, I32, I64 -> Long.toString(bits);
            case U8, U16, U32, U64 -> Long.toUnsignedString(bits);
            case BOOL -> bits == 1 ? "true" : "false";
        };
    }

    private static String number(DType dtype, long bits, double value) {
        if (Double.isNaN(value)) {
            return bits == Conversion.quietNaN(dtype) ? "nan" : raw(bits);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toHexString(value);
    }

    private static String raw(long bits) {
        return "$" + Long.toHexString(bits);
    }

    /// The bits of a value without its type, or nothing where the text is none of the dtype.
    static Optional<Long> parse(DType dtype, String text) {
        if (text.startsWith("$")) {
            return text.matches("\\$[0-9a-f]{1,16}")
                    ? Optional.of(Long.parseUnsignedLong(text.substring(1), 16))
                    : Optional.empty();
        }
        return switch (dtype) {
            case F16, BF16, F32, F64 -> parseFloat(dtype, text);
            case I8, I16, I32, I64, U8, U16, U32, U64 ->
                    parseInteger(dtype, text).filter(v -> isCanonical(dtype, v));
            case BOOL ->
                    text.equals("true")
                            ? Optional.of(1L)
                            : text.equals("false") ? Optional.of(0L) : Optional.empty();
        };
    }

    private static Optional<Long> parseInteger(DType dtype, String text) {
        if (!INTEGER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    dtype.isUnsigned() ? Long.parseUnsignedLong(text) : Long.parseLong(text));
        } catch (NumberFormatException _) { // beyond 64 bits: not a constant of ours
            return Optional.empty();
        }
    }

    private static Optional<Long> parseFloat(DType dtype, String text) {
        if (text.equals("nan")) {
            return Optional.of(Conversion.quietNaN(dtype));
        }
        boolean isInfinite = text.equals("inf") || text.equals("-inf");
        if (!isInfinite && !FLOAT.matcher(text).matches()) {
            return Optional.empty();
        }
        double wide =
                isInfinite
                        ? text.equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY
                        : Double.parseDouble(text);
        // an f32 not through double: one rounding
        return Optional.of(
                Conversion.ofDouble(
                        dtype, dtype == DType.F32 && !isInfinite ? Float.parseFloat(text) : wide));
    }
}
