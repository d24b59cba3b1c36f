package dev.komodo.onnx.model;

/// Which field of `TensorProto` carries which type of elements, and how: the comments on
/// `TensorProto` in `onnx.proto`.
final class TensorFields {
    static final int FLOAT_DATA = 4;
    static final int INT32_DATA = 5;
    static final int STRING_DATA = 6;
    static final int INT64_DATA = 7;
    static final int RAW_DATA = 9;
    static final int DOUBLE_DATA = 10;
    static final int UINT64_DATA = 11;

    private TensorFields() {}

    /// The field that carries a type's elements when `raw_data` does not; 0 for types that have
    /// none.
    static int fieldOf(OnnxDataType type) {
        return switch (type) {
            case FLOAT32, COMPLEX64 -> FLOAT_DATA;
            case FLOAT64, COMPLEX128 -> DOUBLE_DATA;
            case INT64 -> INT64_DATA;
            case UINT32, UINT64 -> UINT64_DATA;
            case STRING -> STRING_DATA;
            case UNDEFINED -> 0;
            case UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    BOOL,
                    FLOAT16,
                    BFLOAT16,
                    FLOAT8_E4M3FN,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E5M2,
                    FLOAT8_E5M2FNUZ,
                    FLOAT8_E8M0,
                    UINT4,
                    INT4,
                    FLOAT4_E2M1,
                    UINT2,
                    INT2 ->
                    INT32_DATA;
        };
    }

    /// How many bytes an entry of the field that carries a type's elements gives: one element, or a
    /// byte's worth of smaller ones.
    static int byteSize(OnnxDataType type) {
        return Math.max(type.bits(), Byte.SIZE) / Byte.SIZE;
    }

    /// Whether a number in an integer field is an element of a type. In `int32_data`, types of
    /// fewer than 8 bits come a whole byte each, 8-bit and 16-bit floats as their bits.
    static boolean isElement(OnnxDataType type, long value) {
        return switch (type) {
            case INT64, UINT64 -> true;
            case UINT32 -> value >>> Integer.SIZE == 0;
            case INT32 -> value == (int) value;
            case INT16 -> value == (short) value;
            case INT8 -> value == (byte) value;
            case UINT16, FLOAT16, BFLOAT16 -> value >>> Short.SIZE == 0;
            case BOOL -> value >>> 1 == 0;
            case UINT8,
                    FLOAT8_E4M3FN,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E5M2,
                    FLOAT8_E5M2FNUZ,
                    FLOAT8_E8M0,
                    UINT4,
                    FLOAT4_E2M1,
                    UINT2 ->
                    value >>> Byte.SIZE == 0;
            case INT4, INT2 -> value >>> Byte.SIZE == 0 || value == (byte) value;
            case UNDEFINED, FLOAT32, FLOAT64, STRING, COMPLEX64, COMPLEX128 -> false;
        };
    }
}
