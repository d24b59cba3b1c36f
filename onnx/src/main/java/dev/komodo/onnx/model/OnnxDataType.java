package dev.komodo.onnx.model;

import java.util.Optional;

/// The element types of `TensorProto.DataType`.
public enum OnnxDataType {
    /// No type.
    UNDEFINED(0, 0),
    /// IEEE 754 binary32.
    FLOAT32(1, 32),
    /// Unsigned, 8 bits.
    UINT8(2, 8),
    /// Signed, 8 bits.
    INT8(3, 8),
    /// Unsigned, 16 bits.
    UINT16(4, 16),
    /// Signed, 16 bits.
    INT16(5, 16),
    /// Signed, 32 bits.
    INT32(6, 32),
    /// Signed, 64 bits.
    INT64(7, 64),
    /// Texts, of no fixed size.
    STRING(8, 0),
    /// One byte, 0 or 1.
    BOOL(9, 8),
    /// IEEE 754 binary16.
    FLOAT16(10, 16),
    /// IEEE 754 binary64.
    FLOAT64(11, 64),
    /// Unsigned, 32 bits.
    UINT32(12, 32),
    /// Unsigned, 64 bits.
    UINT64(13, 64),
    /// Two FLOAT32, the real part first.
    COMPLEX64(14, 64),
    /// Two FLOAT64, the real part first.
    COMPLEX128(15, 128),
    /// The upper half of a FLOAT32.
    BFLOAT16(16, 16),
    /// 4 bits of exponent, 3 of mantissa, no infinities.
    FLOAT8_E4M3FN(17, 8),
    /// As E4M3FN, without a negative zero.
    FLOAT8_E4M3FNUZ(18, 8),
    /// 5 bits of exponent, 2 of mantissa.
    FLOAT8_E5M2(19, 8),
    /// As E5M2, without infinities and a negative zero.
    FLOAT8_E5M2FNUZ(20, 8),
    /// Unsigned, two in a byte, the first in the low half.
    UINT4(21, 4),
    /// Signed, two in a byte, the first in the low half.
    INT4(22, 4),
    /// 2 bits of exponent, 1 of mantissa, two in a byte.
    FLOAT4_E2M1(23, 4),
    /// A power of two.
    FLOAT8_E8M0(24, 8),
    /// Unsigned, four in a byte, the first in the lowest bits.
    UINT2(25, 2),
    /// Signed, four in a byte, the first in the lowest bits.
    INT2(26, 2);

    private final int code;
    private final int bits;

    OnnxDataType(int code, int bits) {
        this.code = code;
        this.bits = bits;
    }

    /// ONNX's number of the type.
    public int code() {
        return code;
    }

    /// Bits per element; 0 for texts and for no type.
    public int bits() {
        return bits;
    }

    /// The type with a number.
    public static Optional<OnnxDataType> ofCode(long code) {
        return code >= 0 && code < values().length
                ? Optional.of(values()[(int) code])
                : Optional.empty();
    }
}
