package dev.komodo.onnx.model;

import java.util.ArrayList;
import java.util.List;

/// `TensorProto` and `SparseTensorProto` in memory; see [TensorStream] for a file of its own.
///
/// A tensor's message is read twice, because the type, which says how to read the elements, may
/// come after them.
final class TensorDecoder {
    private final WireReader reader;
    private final TensorHead head = new TensorHead();

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
        TensorHead.count(reader, dims);
        return new OnnxSparseTensor(values, indices, dims);
    }

    private void readHead() {
        while (reader.nextField()) {
            if (TensorHead.isData(reader.field())) {
                String fault = head.noteData(reader.field());
                if (fault != null) {
                    throw reader.fault(fault);
                }
                reader.skip();
            } else {
                head.read(reader);
            }
        }
    }

    private OnnxTensor tensor() {
        OnnxDataType type = head.type(reader);
        long count = head.count(reader);
        long bytes = head.bytes(reader, type);
        OnnxTensorData data =
                head.isExternal(type)
                        ? head.external(reader, bytes)
                        : type == OnnxDataType.STRING ? strings(count) : inline(type, bytes);
        return new OnnxTensor(head.name(), type, head.dims(), data);
    }

    private OnnxTensorData inline(OnnxDataType type, long expectedBytes) {
        OnnxBytes bytes = isRaw() ? raw() : typed(type, expectedBytes);
        if (bytes.size() != expectedBytes) {
            throw head.wrongSize(reader, type, expectedBytes, bytes.size());
        }
        if (type == OnnxDataType.BOOL) {
            requireTruths(bytes);
        }
        return new OnnxTensorData.Inline(bytes);
    }

    private boolean isRaw() {
        Integer field = head.dataField();
        return field != null && field == TensorFields.RAW_DATA;
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
        Integer dataField = head.dataField();
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
        if (!out.append(value, TensorFields.byteSize(type))) {
            throw at.fault("more elements than " + type + " " + head.dims() + " has");
        }
    }

    private OnnxTensorData strings(long expectedCount) {
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
                    "texts "
                            + head.dims()
                            + " are "
                            + expectedCount
                            + ", found "
                            + elements.size());
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
