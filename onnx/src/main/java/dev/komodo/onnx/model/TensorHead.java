package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a `TensorProto` says beside its elements. Its fields come in any order: the head is whole
/// when the message was read to its end.
final class TensorHead {
    private static final int INLINE = 0;
    private static final int EXTERNAL = 1;

    private final List<Long> dims = new ArrayList<>();
    private final Map<String, String> external = new HashMap<>();
    private String name = "";
    private long typeCode;
    private long location;
    private @Nullable Integer dataField;

    /// Whether a field carries elements.
    static boolean isData(int field) {
        return switch (field) {
            case TensorFields.FLOAT_DATA,
                    TensorFields.INT32_DATA,
                    TensorFields.STRING_DATA,
                    TensorFields.INT64_DATA,
                    TensorFields.RAW_DATA,
                    TensorFields.DOUBLE_DATA,
                    TensorFields.UINT64_DATA ->
                    true;
            default -> false;
        };
    }

    /// Whether a field says something about the elements.
    static boolean isHead(int field) {
        return switch (field) {
            case 1, 2, 3, 8, 13, 14 -> true;
            default -> false;
        };
    }

    /// Takes the reader's current field in, or passes over it. A field of elements is noted only:
    /// see [#noteData(int)].
    void read(WireReader reader) {
        switch (reader.field()) {
            case 1 -> Scalars.longs(reader, dims);
            case 2 -> typeCode = reader.varint();
            case 3 -> throw reader.fault("a tensor in segments");
            case 8 -> name = reader.text();
            case 13 -> Scalars.textPair(reader.message("external_data"), external);
            case 14 -> location = reader.varint();
            default -> reader.skip();
        }
    }

    /// Notes that a field carries elements.
    ///
    /// @return what is wrong with that, if anything
    @Nullable String noteData(int field) {
        if (dataField != null && dataField != field) {
            return "elements in both field " + dataField + " and field " + field;
        }
        if (dataField != null && field == TensorFields.RAW_DATA) {
            return "raw_data appears twice";
        }
        dataField = field;
        return null;
    }

    String name() {
        return name;
    }

    List<Long> dims() {
        return dims;
    }

    /// The field that carries the elements, if any does.
    @Nullable Integer dataField() {
        return dataField;
    }

    /// The elements' type, of which the field that carries them is known to be one that may.
    OnnxDataType type(WireReader reader) {
        OnnxDataType type = Scalars.dataType(reader, typeCode);
        if (type == OnnxDataType.UNDEFINED) {
            throw reader.fault("a tensor without an element type");
        }
        if (isExternal(type)) {
            return type;
        }
        if (location != INLINE) {
            throw reader.fault(type + " at the data location " + location);
        }
        if (dataField != null
                && dataField != TensorFields.fieldOf(type)
                && (dataField != TensorFields.RAW_DATA || type == OnnxDataType.STRING)) {
            String what = type == OnnxDataType.STRING ? "texts in" : "elements of " + type + " in";
            throw reader.fault(what + " field " + dataField);
        }
        return type;
    }

    /// How many elements the dims say.
    long count(WireReader reader) {
        return count(reader, dims);
    }

    static long count(WireReader reader, List<Long> dims) {
        try {
            return OnnxTensor.elementCount(dims);
        } catch (ArithmeticException e) {
            throw impossible(reader, dims, e);
        }
    }

    /// How many bytes the elements take.
    long bytes(WireReader reader, OnnxDataType type) {
        try {
            return OnnxTensor.byteSize(type, dims);
        } catch (ArithmeticException e) {
            throw impossible(reader, dims, e);
        }
    }

    private static OnnxFormatException impossible(
            WireReader reader, List<Long> dims, ArithmeticException cause) {
        OnnxFormatException fault = reader.fault("impossible dims " + dims);
        fault.initCause(cause);
        return fault;
    }

    /// Whether the elements are in another file.
    boolean isExternal(OnnxDataType type) {
        return location == EXTERNAL && type != OnnxDataType.STRING;
    }

    /// Where they are then.
    OnnxTensorData.External external(WireReader reader, long expectedBytes) {
        return ExternalDecoder.external(reader, external, expectedBytes);
    }

    /// The fault of a tensor that has another number of bytes than it should.
    OnnxFormatException wrongSize(WireReader reader, OnnxDataType type, long expected, long found) {
        return reader.fault(
                type
                        + " "
                        + dims
                        + " takes "
                        + expected
                        + " bytes, found "
                        + (dataField == null ? "none" : found));
    }
}
