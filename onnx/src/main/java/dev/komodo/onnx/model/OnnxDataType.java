package dev.komodo.onnx.model;

import java.util.Optional;

/// The element types of `TensorProto.DataType`.
public enum OnnxDataType {
    /// No type.
    UNDEFINED(0, 0, "undefined"),
    /// IEEE 754 binary32.
    FLOAT32(1, 32, "f32"),
    /// Unsigned, 8 bits.
    UINT8(2, 8, "u8"),
    /// Signed, 8 bits.
    INT8(3, 8, "i8"),
    /// Unsigned, 16 bits.
    UINT16(4, 16, "u16"),
    /// Signed, 16 bits.
    INT16(5, 16, "i16"),
    /// Signed, 32 bits.
    INT32(6, 32, "i32"),
    /// Signed, 64 bits.
    INT64(7, 64, "i64"),
    /// Texts, of no fixed size.
    STRING(8, 0, "text"),
    /// One byte, 0 or 1.
    BOOL(9, 8, "bool"),
    /// IEEE 754 binary16.
    FLOAT16(10, 16, "f16"),
    /// IEEE 754 binary64.
    FLOAT64(11, 64, "f64"),
    /// Unsigned, 32 bits.
    UINT32(12, 32, "u32"),
    /// Unsigned, 64 bits.
    UINT64(13, 64, "u64"),
    /// Two FLOAT32, the real part first.
    COMPLEX64(14, 64, "c64"),
    /// Two FLOAT64, the real part first.
    COMPLEX128(15, 128, "c128"),
    /// The upper half of a FLOAT32.
    BFLOAT16(16, 16, "bf16"),
    /// 4 bits of exponent, 3 of mantissa, no infinities.
    FLOAT8_E4M3FN(17, 8, "f8e4m3fn"),
    /// As E4M3FN, without a negative zero.
    FLOAT8_E4M3FNUZ(18, 8, "f8e4m3fnuz"),
    /// 5 bits of exponent, 2 of mantissa.
    FLOAT8_E5M2(19, 8, "f8e5m2"),
    /// As E5M2, without infinities and a negative zero.
    FLOAT8_E5M2FNUZ(20, 8, "f8e5m2fnuz"),
    /// Unsigned, two in a byte, the first in the low half.
    UINT4(21, 4, "u4"),
    /// Signed, two in a byte, the first in the low half.
    INT4(22, 4, "i4"),
    /// 2 bits of exponent, 1 of mantissa, two in a byte.
    FLOAT4_E2M1(23, 4, "f4e2m1"),
    /// A power of two.
    FLOAT8_E8M0(24, 8, "f8e8m0"),
    /// Unsigned, four in a byte, the first in the lowest bits.
    UINT2(25, 2, "u2"),
    /// Signed, four in a byte, the first in the lowest bits.
    INT2(26, 2, "i2");

    private final int code;
    private final int bits;
    private final String text;

    OnnxDataType(int code, int bits, String text) {
        this.code = code;
        this.bits = bits;
        this.text = text;
    }

    /// ONNX's number of the type.
    public int code() {
        return code;
    }

    /// Bits per element; 0 for texts and for no type.
    public int bits() {
        return bits;
    }

    /// The short name that messages use, such as `f32`.
    public String text() {
        return text;
    }

    /// The type with a number.
    public static Optional<OnnxDataType> ofCode(long code) {
        return code >= 0 && code < values().length
                ? Optional.of(values()[(int) code])
                : Optional.empty();
    }
}
