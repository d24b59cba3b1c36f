package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

/// The text of literals: exact, hexadecimal floats, `nan` (with its bits where they are not the
/// canonical ones), `inf`, `-inf`, `true` and `false`.
final class LiteralText {
    private static final int SHOWN = 16;

    /// source: IEEE 754-2019, table 3.5, binary64
    private static final int FRACTION_BITS = 52;

    private static final int BIAS = 1023;
    private static final int BIASED_INFINITY = 0x7ff;
    private static final int HEXADECIMAL_BITS = 4;

    private LiteralText() {}

    /// The type and the first elements, for messages.
    static String print(Literal literal) {
        StringBuilder text = new StringBuilder().append(literal.type()).append(' ');
        if (literal.isSplat()) {
            return literal.elements() == 0
                    ? text.append("{}").toString()
                    : text.append("splat ").append(element(literal, 0)).toString();
        }
        text.append('{');
        for (long i = 0; i < Math.min(SHOWN, literal.elements()); i++) {
            text.append(i == 0 ? "" : ", ").append(element(literal, i));
        }
        return text.append(literal.elements() > SHOWN ? ", ...}" : "}").toString();
    }

    /// All elements: `{a, b}`, or `splat a`. The type stands elsewhere.
    static String values(Literal literal) {
        if (literal.isSplat()) {
            Literal one = Literal.of(literal.dtype(), new long[0], literal.data());
            return "splat " + element(one, 0);
        }
        StringBuilder text = new StringBuilder("{");
        for (long i = 0; i < literal.elements(); i++) {
            text.append(i == 0 ? "" : ", ").append(element(literal, i));
        }
        return text.append('}').toString();
    }

    private static String element(Literal literal, long index) {
        long bits = literal.bits(index);
        return switch (literal.dtype()) {
            case F16, BF16, F32, F64 -> number(literal.dtype(), literal.asDouble(index), bits);
            case I8, I16, I32, I64 -> Long.toString(bits);
            case U8, U16, U32, U64 -> Long.toUnsignedString(bits);
            case BOOL -> bits == 0 ? "false" : "true";
        };
    }

    private static String number(DType dtype, double value, long bits) {
        if (Double.isNaN(value)) {
            return bits == Conversion.quietNaN(dtype) ? "nan" : "nan:0x" + Long.toHexString(bits);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return hexadecimal(value);
    }

    /// As [Double#toHexString], whose first use compiles a regular expression: keys are made of
    /// these texts, at every start of a process.
    static String hexadecimal(double finite) {
        long bits = Double.doubleToRawLongBits(finite);
        int exponent = (int) (bits >>> FRACTION_BITS) & BIASED_INFINITY;
        long fraction = bits & (1L << FRACTION_BITS) - 1;
        StringBuilder text = new StringBuilder(bits < 0 ? "-0x" : "0x");
        text.append(exponent == 0 ? '0' : '1').append('.');
        int shift = FRACTION_BITS;
        do {
            shift -= HEXADECIMAL_BITS;
            text.append(Character.forDigit((int) (fraction >>> shift) & 0xf, 16));
        } while ((fraction & (1L << shift) - 1) != 0);
        boolean isZero = exponent == 0 && fraction == 0;
        int power = isZero ? 0 : Math.max(exponent, 1) - BIAS;
        return text.append('p').append(power).toString();
    }

    /// The bits of one element written as by [#values]; decimal floats round to nearest even.
    ///
    /// @throws InvalidGraphException if the text is no element of the dtype
    static long parse(DType dtype, String text) {
        try {
            return switch (dtype) {
                case F16, BF16, F32, F64 -> parseFloat(dtype, text);
                case I8, I16, I32, I64 -> inRange(dtype, Long.parseLong(text));
                case U8, U16, U32, U64 -> inRange(dtype, Long.parseUnsignedLong(text));
                case BOOL -> parseTruth(text);
            };
        } catch (NumberFormatException malformed) {
            throw new InvalidGraphException(
                    "'" + text + "' is no element of a " + dtype + " tensor", malformed);
        }
    }

    private static long inRange(DType dtype, long value) {
        if (dtype.wrap(value) != value) {
            throw new NumberFormatException("out of range");
        }
        return value;
    }

    private static long parseTruth(String text) {
        return switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> throw new NumberFormatException("neither true nor false");
        };
    }

    private static long parseFloat(DType dtype, String text) {
        if (text.startsWith("nan")) {
            return parseNaN(dtype, text);
        }
        double value =
                switch (text) {
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    default -> finite(dtype, text);
                };
        return Conversion.ofDouble(dtype, value);
    }

    private static double finite(DType dtype, String text) {
        char last = text.charAt(text.length() - 1);
        if (!Character.isDigit(last) && !text.startsWith("0x") && !text.startsWith("-0x")) {
            throw new NumberFormatException("not a number");
        }
        return dtype == DType.F32 ? Float.parseFloat(text) : Double.parseDouble(text);
    }

    private static long parseNaN(DType dtype, String text) {
        if (text.equals("nan")) {
            return Conversion.quietNaN(dtype);
        }
        if (!text.startsWith("nan:0x")) {
            throw new NumberFormatException("not nan");
        }
        long bits = Long.parseUnsignedLong(text.substring(6), 16);
        LiteralBuilder literal = new LiteralBuilder(dtype).putBits(0, bits);
        Literal built = literal.build();
        if (!Double.isNaN(built.asDouble(0)) || built.bits(0) != bits) {
            throw new NumberFormatException("these bits are no NaN");
        }
        return bits;
    }
}
