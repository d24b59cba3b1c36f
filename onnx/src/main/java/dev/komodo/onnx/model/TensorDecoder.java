package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `TensorProto` and `SparseTensorProto`.
///
/// A tensor's message is read twice, because the type, which says how to read the elements, may
/// come after them.
final class TensorDecoder {
    private static final int INLINE = 0;
    private static final int EXTERNAL = 1;

    private final WireReader reader;
    private final List<Long> dims = new ArrayList<>();
    private final Map<String, String> external = new HashMap<>();
    private String name = "";
    private long typeCode;
    private long location;
    private @Nullable Integer dataField;

    private TensorDecoder(WireReader reader) {
        this.reader = reader;
    }

    static OnnxTensor tensor(WireReader reader) {
        TensorDecoder decoder = new TensorDecoder(reader);
        decoder.readHead();
        return decoder.tensor();
    }

    static OnnxSparseTensor sparseTensor(WireReader reader) {
        OnnxTensor values = null;
        OnnxTensor indices = null;
        List<Long> dims = new ArrayList<>();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> values = tensor(reader.message("values"));
                case 2 -> indices = tensor(reader.message("indices"));
                case 3 -> Scalars.longs(reader, dims);
                default -> reader.skip();
            }
        }
        if (values == null || indices == null) {
            throw reader.fault("a sparse tensor without values or indices");
        }
        countOf(reader, dims);
        return new OnnxSparseTensor(values, indices, dims);
    }

    private void readHead() {
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> Scalars.longs(reader, dims);
                case 2 -> typeCode = reader.varint();
                case 3 -> throw reader.fault("a tensor in segments");
                case TensorFields.FLOAT_DATA,
                        TensorFields.INT32_DATA,
                        TensorFields.STRING_DATA,
                        TensorFields.INT64_DATA,
                        TensorFields.RAW_DATA,
                        TensorFields.DOUBLE_DATA,
                        TensorFields.UINT64_DATA ->
                        noteData();
                case 8 -> name = reader.text();
                case 13 -> Scalars.textPair(reader.message("external_data"), external);
                case 14 -> location = reader.varint();
                default -> reader.skip();
            }
        }
    }

    private void noteData() {
        int field = reader.field();
        if (dataField != null && dataField != field) {
            throw reader.fault("elements in both field " + dataField + " and field " + field);
        }
        if (dataField != null && field == TensorFields.RAW_DATA) {
            throw reader.fault("raw_data appears twice");
        }
        dataField = field;
        reader.skip();
    }

    private OnnxTensor tensor() {
        OnnxDataType type = Scalars.dataType(reader, typeCode);
        if (type == OnnxDataType.UNDEFINED) {
            throw reader.fault("a tensor without an element type");
        }
        long count = countOf(reader, dims);
        long bytes = bytesOf(type);
        return new OnnxTensor(name, type, dims, data(type, count, bytes));
    }

    private OnnxTensorData data(OnnxDataType type, long count, long bytes) {
        if (location == EXTERNAL && type != OnnxDataType.STRING) {
            return ExternalDecoder.external(reader, external, bytes);
        }
        if (location != INLINE) {
            throw reader.fault(type + " at the data location " + location);
        }
        return type == OnnxDataType.STRING ? strings(count) : inline(type, bytes);
    }

    private static long countOf(WireReader reader, List<Long> dims) {
        try {
            return OnnxTensor.elementCount(dims);
        } catch (ArithmeticException e) {
            throw impossible(reader, dims, e);
        }
    }

    private long bytesOf(OnnxDataType type) {
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

    private OnnxTensorData inline(OnnxDataType type, long expectedBytes) {
        if (dataField != null
                && dataField != TensorFields.RAW_DATA
                && dataField != TensorFields.fieldOf(type)) {
            throw reader.fault("elements of " + type + " in field " + dataField);
        }
        OnnxBytes bytes =
                dataField != null && dataField == TensorFields.RAW_DATA
                        ? raw()
                        : typed(type, expectedBytes);
        if (bytes.size() != expectedBytes) {
            throw reader.fault(
                    type
                            + " "
                            + dims
                            + " takes "
                            + expectedBytes
                            + " bytes, found "
                            + (dataField == null ? "none" : bytes.size()));
        }
        if (type == OnnxDataType.BOOL) {
            requireTruths(bytes);
        }
        return new OnnxTensorData.Inline(bytes);
    }

    private OnnxBytes raw() {
        WireReader again = reader.again();
        while (again.nextField()) {
            if (again.field() == TensorFields.RAW_DATA) {
                return again.bytes();
            }
            again.skip();
        }
        throw reader.fault("raw_data has vanished");
    }

    private OnnxBytes typed(OnnxDataType type, long expectedBytes) {
        ElementBuffer out = new ElementBuffer(expectedBytes);
        WireReader again = reader.again();
        while (again.nextField()) {
            if (dataField == null || again.field() != dataField) {
                again.skip();
                continue;
            }
            switch (again.field()) {
                case TensorFields.FLOAT_DATA -> again.appendFixed(Float.BYTES, out);
                case TensorFields.DOUBLE_DATA -> again.appendFixed(Double.BYTES, out);
                default -> again.eachVarint(value -> appendInteger(again, type, value, out));
            }
        }
        return out.toBytes();
    }

    /// Narrows a number to the type that it stands for.
    private void appendInteger(WireReader at, OnnxDataType type, long value, ElementBuffer out) {
        if (!TensorFields.isElement(type, value)) {
            throw at.fault("the element " + value + " is not a " + type);
        }
        if (!out.append(value, Math.max(type.bits(), Byte.SIZE) / Byte.SIZE)) {
            throw at.fault("more elements than " + type + " " + dims + " has");
        }
    }

    private OnnxTensorData strings(long expectedCount) {
        if (dataField != null && dataField != TensorFields.STRING_DATA) {
            throw reader.fault("texts in field " + dataField);
        }
        List<OnnxBytes> elements = new ArrayList<>();
        WireReader again = reader.again();
        while (again.nextField()) {
            if (again.field() == TensorFields.STRING_DATA) {
                elements.add(again.bytes());
            } else {
                again.skip();
            }
        }
        if (elements.size() != expectedCount) {
            throw reader.fault(
                    "texts " + dims + " are " + expectedCount + ", found " + elements.size());
        }
        return new OnnxTensorData.Strings(elements);
    }

    private void requireTruths(OnnxBytes bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if ((bytes.buffer().get(i) & ~1) != 0) {
                throw reader.fault("a bool that is neither 0 nor 1, at element " + i);
            }
        }
    }
}
