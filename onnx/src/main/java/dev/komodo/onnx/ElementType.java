package dev.komodo.onnx;

import dev.komodo.graph.DType;
import dev.komodo.onnx.model.OnnxDataType;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the elements of a [TensorFile] are. The graph language knows a part of these.
public enum ElementType {
    /// One byte, 0 or 1.
    BOOL(OnnxDataType.BOOL),
    /// Signed, 8 bits.
    I8(OnnxDataType.INT8),
    /// Signed, 16 bits.
    I16(OnnxDataType.INT16),
    /// Signed, 32 bits.
    I32(OnnxDataType.INT32),
    /// Signed, 64 bits.
    I64(OnnxDataType.INT64),
    /// Unsigned, 8 bits.
    U8(OnnxDataType.UINT8),
    /// Unsigned, 16 bits.
    U16(OnnxDataType.UINT16),
    /// Unsigned, 32 bits.
    U32(OnnxDataType.UINT32),
    /// Unsigned, 64 bits.
    U64(OnnxDataType.UINT64),
    /// IEEE 754 binary16.
    F16(OnnxDataType.FLOAT16),
    /// The upper half of an [#F32].
    BF16(OnnxDataType.BFLOAT16),
    /// IEEE 754 binary32.
    F32(OnnxDataType.FLOAT32),
    /// IEEE 754 binary64.
    F64(OnnxDataType.FLOAT64),
    /// Two [#F32], the real part first.
    C64(OnnxDataType.COMPLEX64),
    /// Two [#F64], the real part first.
    C128(OnnxDataType.COMPLEX128),
    /// 4 bits of exponent, 3 of mantissa, no infinities.
    F8E4M3FN(OnnxDataType.FLOAT8_E4M3FN),
    /// As [#F8E4M3FN], without a negative zero.
    F8E4M3FNUZ(OnnxDataType.FLOAT8_E4M3FNUZ),
    /// 5 bits of exponent, 2 of mantissa.
    F8E5M2(OnnxDataType.FLOAT8_E5M2),
    /// As [#F8E5M2], without infinities and a negative zero.
    F8E5M2FNUZ(OnnxDataType.FLOAT8_E5M2FNUZ),
    /// A power of two.
    F8E8M0(OnnxDataType.FLOAT8_E8M0),
    /// 2 bits of exponent, 1 of mantissa, two in a byte, the first in the low half.
    F4E2M1(OnnxDataType.FLOAT4_E2M1),
    /// Signed, two in a byte, the first in the low half.
    I4(OnnxDataType.INT4),
    /// Unsigned, two in a byte, the first in the low half.
    U4(OnnxDataType.UINT4),
    /// Signed, four in a byte, the first in the lowest bits.
    I2(OnnxDataType.INT2),
    /// Unsigned, four in a byte, the first in the lowest bits.
    U2(OnnxDataType.UINT2),
    /// Texts, of no fixed size.
    TEXT(OnnxDataType.STRING);

    private final OnnxDataType spelledByOnnx;

    ElementType(OnnxDataType spelledByOnnx) {
        this.spelledByOnnx = spelledByOnnx;
    }

    /// The type that a file has declared.
    static ElementType of(OnnxDataType type) {
        return Arrays.stream(values())
                .filter(known -> known.spelledByOnnx == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no element is " + type));
    }

    /// The dtype that a graph holds such elements in: their own, or the one of 8 bits for the codes
    /// of a type that the graph language lacks, a code in each element. Nothing for what no graph
    /// holds.
    public Optional<DType> dtype() {
        return switch (this) {
            case BOOL -> Optional.of(DType.BOOL);
            case I8, I4, I2 -> Optional.of(DType.I8);
            case I16 -> Optional.of(DType.I16);
            case I32 -> Optional.of(DType.I32);
            case I64 -> Optional.of(DType.I64);
            case U8, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1, U4, U2 ->
                    Optional.of(DType.U8);
            case U16 -> Optional.of(DType.U16);
            case U32 -> Optional.of(DType.U32);
            case U64 -> Optional.of(DType.U64);
            case F16 -> Optional.of(DType.F16);
            case BF16 -> Optional.of(DType.BF16);
            case F32 -> Optional.of(DType.F32);
            case F64 -> Optional.of(DType.F64);
            case C64, C128, TEXT -> Optional.empty();
        };
    }

    /// Bits of an element in a file; 0 for texts.
    int bits() {
        return spelledByOnnx.bits();
    }

    /// The name that messages use, such as `f32`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
