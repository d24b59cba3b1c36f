package dev.komodo.loop;

import dev.komodo.graph.DType;
import dev.komodo.graph.HalfFloat;

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

    /// Whether the bits are as [Expr.Constant] wants them: a float's pattern without higher bits,
    /// an integer sign-extended, bool 0 or 1.
    static boolean isCanonical(DType dtype, long bits) {
        return switch (dtype) {
            case F16 -> bits >>> 16 == 0;
            case F32 -> bits >>> 32 == 0;
            case F64, I64 -> true;
            case I32 -> (int) bits == bits;
            case BOOL -> bits == 0 || bits == 1;
        };
    }

    private static String value(DType dtype, long bits) {
        return switch (dtype) {
            case F16 -> number(dtype, bits, Float.float16ToFloat((short) bits));
            case F32 -> number(dtype, bits, Float.intBitsToFloat((int) bits));
            case F64 -> number(dtype, bits, Double.longBitsToDouble(bits));
            case I32, I64 -> Long.toString(bits);
            case BOOL -> bits == 1 ? "true" : "false";
        };
    }

    private static String number(DType dtype, long bits, double value) {
        if (Double.isNaN(value)) {
            return bits == quietNan(dtype) ? "nan" : raw(bits);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toHexString(value);
    }

    private static String raw(long bits) {
        return "$" + Long.toHexString(bits);
    }

    private static long quietNan(DType dtype) {
        return switch (dtype) {
            case F16 -> 0x7e00L;
            case F32 -> 0x7fc00000L;
            case F64 -> 0x7ff8000000000000L;
            case I32, I64, BOOL -> throw new IllegalArgumentException("No NaN in " + dtype);
        };
    }

    /// The bits of a value without its type, or nothing where the text is none of the dtype.
    static Optional<Long> parse(DType dtype, String text) {
        if (text.startsWith("$")) {
            return text.matches("\\$[0-9a-f]{1,16}")
                    ? Optional.of(Long.parseUnsignedLong(text.substring(1), 16))
                    : Optional.empty();
        }
        return switch (dtype) {
            case F16, F32, F64 -> parseFloat(dtype, text);
            case I32, I64 -> parseInteger(text).filter(v -> isCanonical(dtype, v));
            case BOOL ->
                    text.equals("true")
                            ? Optional.of(1L)
                            : text.equals("false") ? Optional.of(0L) : Optional.empty();
        };
    }

    private static Optional<Long> parseInteger(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) { // beyond 64 bits: not a constant of ours
            return Optional.empty();
        }
    }

    private static Optional<Long> parseFloat(DType dtype, String text) {
        if (text.equals("nan")) {
            return Optional.of(quietNan(dtype));
        }
        boolean isInfinite = text.equals("inf") || text.equals("-inf");
        if (!isInfinite && !FLOAT.matcher(text).matches()) {
            return Optional.empty();
        }
        double wide =
                isInfinite
                        ? text.equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY
                        : Double.parseDouble(text);
        return Optional.of(
                switch (dtype) {
                    case F32 ->
                            Float.floatToRawIntBits(isInfinite ? (float) wide : single(text))
                                    & 0xFFFFFFFFL;
                    case F16 -> HalfFloat.bits(wide) & 0xFFFFL;
                    case F64, I32, I64, BOOL -> Double.doubleToRawLongBits(wide);
                });
    }

    private static float single(String text) {
        return Float.parseFloat(text); // not through double: one rounding
    }
}
