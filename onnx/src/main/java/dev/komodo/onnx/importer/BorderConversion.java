package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

/// Numbers to and from the codes of a [BorderFormat].
final class BorderConversion {
    private static final int CODES = 256;

    private BorderConversion() {}

    /// The numbers that codes stand for: an f32 for floats, the codes themselves for integers.
    static Tensor decoded(Tensor codes, BorderFormat format) {
        if (format.isInteger()) {
            return codes;
        }
        LiteralBuilder values = new LiteralBuilder(DType.F32, CODES);
        for (int code = 0; code < CODES; code++) {
            values.put(code, format.value(code & ((1 << format.bits()) - 1)));
        }
        return codes.builder().constant(values.build()).gather(codes, 0);
    }

    /// The codes of numbers: integers wrap; floats round to nearest, ties to even.
    ///
    /// @param saturates whether floats beyond the largest number become it
    /// @param rounding of the powers of two: `up`, `down` or `nearest`
    static Tensor encoded(Tensor numbers, BorderFormat format, boolean saturates, String rounding) {
        if (format.isInteger()) {
            return wrapped(numbers, format);
        }
        Tensor floats = numbers.dtype() == DType.F64 ? numbers : numbers.cast(DType.F32);
        return format == BorderFormat.FLOAT8_E8M0
                ? exponents(floats.cast(DType.F32), saturates, rounding)
                : floating(floats, format.form().orElseThrow(), format.bits(), saturates);
    }

    private static Tensor wrapped(Tensor numbers, BorderFormat format) {
        Tensor whole = numbers.dtype().isFloat() ? numbers.cast(DType.I32) : numbers;
        Tensor codes = whole.cast(format.codes());
        Tensor unused = number(codes, DType.I8.width() - format.bits());
        return codes.shiftLeft(unused).shiftRight(unused);
    }

    /// Numbers below the normal ones are counted in units of the smallest; others are rounded to
    /// the fraction's bits in the pattern of their own format, where a carry goes on to the next
    /// exponent.
    private static Tensor floating(
            Tensor floats, BorderFormat.FloatForm form, int bits, boolean saturates) {
        boolean isSingle = floats.dtype() == DType.F32;
        DType words = isSingle ? DType.U32 : DType.U64;
        int fraction = isSingle ? 23 : 52;
        int bias = isSingle ? 127 : 1023;
        int dropped = fraction - form.fraction();
        Tensor magnitude = floats.abs();
        Tensor pattern = magnitude.bitcast(words);
        Tensor odd = pattern.shiftRight(number(pattern, dropped)).and(number(pattern, 1));
        Tensor rounded =
                pattern.add(number(pattern, (1L << (dropped - 1)) - 1))
                        .add(odd)
                        .shiftRight(number(pattern, dropped))
                        .sub(number(pattern, (long) (bias - form.bias()) << form.fraction()));
        int least = 1 - form.bias();
        double unit = Math.scalb(1.0, form.fraction() - least);
        double normal = Math.scalb(1.0, least);
        Tensor isSmall = magnitude.less(normal);
        // what is not small is none of these, whatever its product with the unit is
        Tensor units =
                isSmall.select(magnitude, number(magnitude, 0)).mul(unit).roundEven().cast(words);
        Tensor code = isSmall.select(units, rounded);
        Tensor isBeyond = code.greater(number(code, form.largest()));
        Tensor finite = code.minimum(number(code, form.largest()));
        Tensor isSigned =
                floats.bitcast(words)
                        .shiftRight(number(code, words.width() - 1))
                        .notEqualTo(number(code, 0));
        if (!form.hasNegativeZero()) {
            isSigned = isSigned.and(code.notEqualTo(number(code, 0)));
        }
        Tensor sign = isSigned.select(number(code, 1L << (bits - 1)), number(code, 0));
        Tensor result = finite.or(sign);
        if (!saturates) {
            result = isBeyond.select(number(code, form.beyond()).or(sign), result);
        }
        return floats.isNaN().select(number(code, form.nan()), result).cast(DType.U8);
    }

    /// The exponents of magnitudes. A fraction counts by the way of rounding.
    private static Tensor exponents(Tensor floats, boolean saturates, String rounding) {
        Tensor pattern = floats.abs().bitcast(DType.U32);
        Tensor exponent = pattern.shiftRight(number(pattern, 23));
        Tensor fraction = pattern.and(number(pattern, 0x7FFFFF));
        Tensor half = number(pattern, 0x400000);
        Tensor none = fraction.less(number(pattern, 0));
        Tensor isRoundedUp =
                switch (rounding) {
                    case "down" -> none;
                    case "nearest" ->
                            fraction.greater(half)
                                    .or(
                                            fraction.equalTo(half)
                                                    .and(exponent.notEqualTo(number(half, 0))));
                    default -> fraction.notEqualTo(number(pattern, 0));
                };
        Tensor code = exponent.add(isRoundedUp.cast(DType.U32));
        if (saturates) {
            code = code.minimum(number(code, 0xFE));
        }
        Tensor isFinite = exponent.less(number(pattern, 0xFF));
        return isFinite.select(code, number(code, 0xFF)).cast(DType.U8);
    }

    private static Tensor number(Tensor like, long value) {
        GraphBuilder builder = like.builder();
        return builder.constant(like.dtype(), value);
    }
}
