package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// `TensorProto` and `SparseTensorProto`.
///
/// A tensor's message is read twice, because the type, which says how to read the elements, may
/// come after them.
final class TensorDecoder {
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int STRING_DATA = 6;
    private static final int INT64_DATA = 7;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;
    private static final int UINT64_DATA = 11;
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
                case FLOAT_DATA,
                        INT32_DATA,
                        STRING_DATA,
                        INT64_DATA,
                        RAW_DATA,
                        DOUBLE_DATA,
                        UINT64_DATA ->
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
        if (dataField != null && field == RAW_DATA) {
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
        OnnxTensorData data =
                location == EXTERNAL
                        ? externalData(bytes)
                        : type == OnnxDataType.STRING ? strings(count) : inline(type, bytes);
        return new OnnxTensor(name, type, dims, data);
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
        if (dataField != null && dataField != RAW_DATA && dataField != fieldOf(type)) {
            throw reader.fault("elements of " + type + " in field " + dataField);
        }
        OnnxBytes bytes =
                dataField != null && dataField == RAW_DATA ? raw() : typed(type, expectedBytes);
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
            if (again.field() == RAW_DATA) {
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
                case FLOAT_DATA -> again.appendFixed(Float.BYTES, out);
                case DOUBLE_DATA -> again.appendFixed(Double.BYTES, out);
                default -> again.eachVarint(value -> appendInteger(again, type, value, out));
            }
        }
        return out.toBytes();
    }

    /// Narrows a number to the type that it stands for. In `int32_data`, types of fewer than 8 bits
    /// come a whole byte each, 8-bit and 16-bit floats as their bits.
    private void appendInteger(WireReader at, OnnxDataType type, long value, ElementBuffer out) {
        boolean fits =
                switch (type) {
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
        if (!fits) {
            throw at.fault("the element " + value + " is not a " + type);
        }
        if (!out.append(value, Math.max(type.bits(), Byte.SIZE) / Byte.SIZE)) {
            throw at.fault("more elements than " + type + " " + dims + " has");
        }
    }

    private OnnxTensorData strings(long expectedCount) {
        if (dataField != null && dataField != STRING_DATA) {
            throw reader.fault("texts in field " + dataField);
        }
        List<OnnxBytes> elements = new ArrayList<>();
        WireReader again = reader.again();
        while (again.nextField()) {
            if (again.field() == STRING_DATA) {
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

    private OnnxTensorData externalData(long expectedBytes) {
        String file = external.getOrDefault("location", "");
        if (file.isEmpty()) {
            throw reader.fault("external data without a location");
        }
        long offset = externalNumber("offset").orElse(0);
        OptionalLong length = externalNumber("length");
        if (length.isPresent() && length.getAsLong() != expectedBytes) {
            throw reader.fault(
                    "external data of " + length.getAsLong() + " bytes, expected " + expectedBytes);
        }
        return new OnnxTensorData.External(
                file, offset, length, Optional.ofNullable(external.get("checksum")));
    }

    private OptionalLong externalNumber(String key) {
        String text = external.get(key);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return OptionalLong.of(number);
            }
            throw reader.fault("external data with the " + key + " " + text);
        } catch (NumberFormatException e) {
            OnnxFormatException fault = reader.fault("external data with the " + key + " " + text);
            fault.initCause(e);
            throw fault;
        }
    }

    private void requireTruths(OnnxBytes bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if ((bytes.buffer().get(i) & ~1) != 0) {
                throw reader.fault("a bool that is neither 0 nor 1, at element " + i);
            }
        }
    }

    /// The field that carries a type's elements when `raw_data` does not; 0 for types that have
    /// none.
    private static int fieldOf(OnnxDataType type) {
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
}
