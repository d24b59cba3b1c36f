package dev.komodo.onnx.importer;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.onnx.model.OnnxDataType;

import java.util.Optional;

/// Which dtype an ONNX element type is.
final class ElementTypes {
    private ElementTypes() {}

    /// The dtype, if the graph language has it.
    static Optional<DType> find(OnnxDataType type) {
        return switch (type) {
            case FLOAT16 -> Optional.of(DType.F16);
            case BFLOAT16 -> Optional.of(DType.BF16);
            case FLOAT32 -> Optional.of(DType.F32);
            case FLOAT64 -> Optional.of(DType.F64);
            case INT8 -> Optional.of(DType.I8);
            case INT16 -> Optional.of(DType.I16);
            case INT32 -> Optional.of(DType.I32);
            case INT64 -> Optional.of(DType.I64);
            case UINT8 -> Optional.of(DType.U8);
            case UINT16 -> Optional.of(DType.U16);
            case UINT32 -> Optional.of(DType.U32);
            case UINT64 -> Optional.of(DType.U64);
            case BOOL -> Optional.of(DType.BOOL);
            case UNDEFINED,
                    STRING,
                    COMPLEX64,
                    COMPLEX128,
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
                    Optional.empty();
        };
    }

    /// The dtype.
    ///
    /// @param what whose type it is, for the message
    /// @throws UnsupportedException if the graph language lacks it
    static DType of(OnnxDataType type, String what) {
        return find(type)
                .orElseThrow(
                        () ->
                                new UnsupportedException(
                                        what
                                                + " has the element type "
                                                + type
                                                + ", which Komodo cannot compute with yet; its"
                                                + " dtypes are "
                                                + DType.names()));
    }

    /// The dtype of a graph's elements of a type: itself, or that of the codes of a [BorderFormat].
    static Optional<DType> stored(OnnxDataType type) {
        return find(type).or(() -> BorderFormat.of(type).map(BorderFormat::codes));
    }

    /// As [#stored(OnnxDataType)].
    ///
    /// @param what whose type it is, for the message
    /// @throws UnsupportedException if a graph cannot hold it
    static DType stored(OnnxDataType type, String what) {
        return stored(type).orElseGet(() -> of(type, what));
    }

    /// Whether a graph can hold the type.
    static boolean isKnown(OnnxDataType type) {
        return stored(type).isPresent();
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
