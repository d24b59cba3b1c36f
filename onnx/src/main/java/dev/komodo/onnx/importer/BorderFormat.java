package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.onnx.model.OnnxDataType;

import java.util.Optional;

/// The element types that ONNX has and the graph language lacks: they are converted where they come
/// in and go out. A graph holds their elements as codes, one in each element of a dtype of 8 bits:
/// of a float its bits, of an integer its value.
///
/// source of the floats: ONNX, docs/docsgen/source/technical/float8.md, float4.md; OCP Microscaling
/// Formats (MX) v1.0.
enum BorderFormat {
    /// 4 bits of exponent, 3 of fraction; no infinity.
    FLOAT8_E4M3FN(OnnxDataType.FLOAT8_E4M3FN, DType.U8),
    /// 4 bits of exponent, 3 of fraction; no infinity, no negative zero.
    FLOAT8_E4M3FNUZ(OnnxDataType.FLOAT8_E4M3FNUZ, DType.U8),
    /// 5 bits of exponent, 2 of fraction.
    FLOAT8_E5M2(OnnxDataType.FLOAT8_E5M2, DType.U8),
    /// 5 bits of exponent, 2 of fraction; no infinity, no negative zero.
    FLOAT8_E5M2FNUZ(OnnxDataType.FLOAT8_E5M2FNUZ, DType.U8),
    /// A power of two, or NaN.
    FLOAT8_E8M0(OnnxDataType.FLOAT8_E8M0, DType.U8),
    /// 2 bits of exponent, 1 of fraction; neither infinity nor NaN.
    FLOAT4_E2M1(OnnxDataType.FLOAT4_E2M1, DType.U8),
    /// Signed, 4 bits.
    INT4(OnnxDataType.INT4, DType.I8),
    /// Unsigned, 4 bits.
    UINT4(OnnxDataType.UINT4, DType.U8),
    /// Signed, 2 bits.
    INT2(OnnxDataType.INT2, DType.I8),
    /// Unsigned, 2 bits.
    UINT2(OnnxDataType.UINT2, DType.U8);

    /// How a float's code is read.
    ///
    /// @param fraction bits of the fraction
    /// @param bias of the exponent
    /// @param largest the code of the largest finite number
    /// @param beyond the code of what is larger, where it does not saturate
    /// @param nan the code of NaN
    /// @param hasNegativeZero whether zero has a sign
    record FloatForm(
            int fraction, int bias, int largest, int beyond, int nan, boolean hasNegativeZero) {}

    private final OnnxDataType type;
    private final DType codes;

    BorderFormat(OnnxDataType type, DType codes) {
        this.type = type;
        this.codes = codes;
    }

    /// The format of an element type, if it is one of these.
    static Optional<BorderFormat> of(OnnxDataType type) {
        for (BorderFormat format : values()) {
            if (format.type == type) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /// The dtype that holds the codes.
    DType codes() {
        return codes;
    }

    /// Bits of an element: 8, 4 or 2.
    int bits() {
        return type.bits();
    }

    /// How the codes are read; nothing for integers and for the powers of two.
    Optional<FloatForm> form() {
        return switch (this) {
            case FLOAT8_E4M3FN -> Optional.of(new FloatForm(3, 7, 0x7E, 0x7F, 0x7F, true));
            case FLOAT8_E4M3FNUZ -> Optional.of(new FloatForm(3, 8, 0x7F, 0x80, 0x80, false));
            case FLOAT8_E5M2 -> Optional.of(new FloatForm(2, 15, 0x7B, 0x7C, 0x7E, true));
            case FLOAT8_E5M2FNUZ -> Optional.of(new FloatForm(2, 16, 0x7F, 0x80, 0x80, false));
            case FLOAT4_E2M1 -> Optional.of(new FloatForm(1, 1, 0x7, 0x7, 0x8, true));
            case FLOAT8_E8M0, INT4, UINT4, INT2, UINT2 -> Optional.empty();
        };
    }

    /// Whether elements are integers.
    boolean isInteger() {
        return form().isEmpty() && this != FLOAT8_E8M0;
    }

    /// The smallest integer.
    long smallest() {
        return codes == DType.I8 ? -(1L << (bits() - 1)) : 0;
    }

    /// The largest integer.
    long largest() {
        return (1L << (codes == DType.I8 ? bits() - 1 : bits())) - 1;
    }

    /// The number that a code of a float stands for; every one is an f32.
    float value(int code) {
        if (this == FLOAT8_E8M0) {
            return code == 0xFF ? Float.NaN : (float) Math.scalb(1.0, code - 127);
        }
        FloatForm form = form().orElseThrow();
        int sign = 1 << (bits() - 1);
        int magnitude = code & (sign - 1);
        boolean isNegative = (code & sign) != 0;
        if (isNegative && magnitude == 0 && !form.hasNegativeZero()) {
            return Float.NaN;
        }
        if (magnitude > form.largest()) {
            boolean isInfinite = this == FLOAT8_E5M2 && magnitude == form.beyond();
            return !isInfinite
                    ? Float.NaN
                    : isNegative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        int exponent = magnitude >> form.fraction();
        int fraction = magnitude & ((1 << form.fraction()) - 1);
        int whole = exponent == 0 ? fraction : fraction | 1 << form.fraction();
        double value =
                Math.scalb((double) whole, Math.max(exponent, 1) - form.bias() - form.fraction());
        return (float) (isNegative ? -value : value);
    }
}
