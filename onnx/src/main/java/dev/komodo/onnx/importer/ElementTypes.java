package dev.komodo.onnx.importer;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.onnx.model.OnnxDataType;

import java.util.EnumSet;
import java.util.Set;

/// Which dtype an ONNX element type is.
final class ElementTypes {
    private static final Set<OnnxDataType> KNOWN =
            EnumSet.of(
                    OnnxDataType.FLOAT16,
                    OnnxDataType.FLOAT32,
                    OnnxDataType.FLOAT64,
                    OnnxDataType.INT32,
                    OnnxDataType.INT64,
                    OnnxDataType.BOOL);

    private ElementTypes() {}

    /// The dtype.
    ///
    /// @param what whose type it is, for the message
    /// @throws UnsupportedException if the graph language lacks it
    static DType of(OnnxDataType type, String what) {
        return switch (type) {
            case FLOAT16 -> DType.F16;
            case FLOAT32 -> DType.F32;
            case FLOAT64 -> DType.F64;
            case INT32 -> DType.I32;
            case INT64 -> DType.I64;
            case BOOL -> DType.BOOL;
            case UNDEFINED,
                    UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    STRING,
                    UINT32,
                    UINT64,
                    COMPLEX64,
                    COMPLEX128,
                    BFLOAT16,
                    FLOAT8_E4M3FN,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E5M2,
                    FLOAT8_E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4_E2M1,
                    FLOAT8_E8M0,
                    UINT2,
                    INT2 ->
                    throw new UnsupportedException(
                            what
                                    + " has the element type "
                                    + type
                                    + ", which Komodo cannot compute with yet; it takes FLOAT16"
                                    + " FLOAT32 FLOAT64 INT32 INT64 BOOL");
        };
    }

    /// Whether the graph language has the type.
    static boolean isKnown(OnnxDataType type) {
        return KNOWN.contains(type);
    }

    /// The dtype with a number of `TensorProto.DataType`, as in the attribute of a Cast.
    ///
    /// @throws UnsupportedException if the graph language lacks it, or nobody knows it
    static DType ofCode(long code, String what) {
        return of(
                OnnxDataType.ofCode(code)
                        .orElseThrow(
                                () ->
                                        new UnsupportedException(
                                                what + " has the unknown element type " + code)),
                what);
    }
}
