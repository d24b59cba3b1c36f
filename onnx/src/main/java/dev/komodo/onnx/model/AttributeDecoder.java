package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// `AttributeProto`. What it holds is said by its type; files of the first IR versions have none,
/// and there the field that is present says it.
final class AttributeDecoder {
    private final WireReader reader;
    private final List<Float> floats = new ArrayList<>();
    private final List<Long> integers = new ArrayList<>();
    private final List<OnnxBytes> strings = new ArrayList<>();
    private final List<OnnxTensor> tensors = new ArrayList<>();
    private final List<OnnxSparseTensor> sparseTensors = new ArrayList<>();
    private final List<OnnxGraph> graphs = new ArrayList<>();
    private final List<OnnxType> types = new ArrayList<>();
    private String name = "";
    private String referenced = "";
    private int typeCode;
    private int impliedType;
    private float floatValue;
    private long integerValue;
    private OnnxBytes stringValue = OnnxBytes.copyOf(new byte[0]);
    private @Nullable OnnxTensor tensor;
    private @Nullable OnnxSparseTensor sparseTensor;
    private @Nullable OnnxGraph graph;
    private @Nullable OnnxType type;

    private AttributeDecoder(WireReader reader) {
        this.reader = reader;
    }

    static OnnxAttribute attribute(WireReader reader) {
        AttributeDecoder decoder = new AttributeDecoder(reader);
        while (reader.nextField()) {
            if (!decoder.readValue() && !decoder.readList()) {
                decoder.readOther();
            }
        }
        return decoder.attribute();
    }

    private boolean readValue() {
        switch (reader.field()) {
            case 2 -> floatValue = reader.float32();
            case 3 -> integerValue = reader.varint();
            case 4 -> stringValue = reader.bytes();
            case 5 -> tensor = TensorDecoder.tensor(reader.message("t"));
            case 6 -> graph = ModelDecoder.graph(reader.message("g"));
            case 14 -> type = TypeDecoder.type(reader.message("tp"));
            case 22 -> sparseTensor = TensorDecoder.sparseTensor(reader.message("sparse_tensor"));
            default -> {
                return false;
            }
        }
        impliedType = implied(reader.field());
        return true;
    }

    private boolean readList() {
        switch (reader.field()) {
            case 7 -> floats();
            case 8 -> Scalars.longs(reader, integers);
            case 9 -> strings.add(reader.bytes());
            case 10 -> tensors.add(TensorDecoder.tensor(reader.message("tensors")));
            case 11 -> graphs.add(ModelDecoder.graph(reader.message("graphs")));
            case 15 -> types.add(TypeDecoder.type(reader.message("type_protos")));
            case 23 ->
                    sparseTensors.add(TensorDecoder.sparseTensor(reader.message("sparse_tensors")));
            default -> {
                return false;
            }
        }
        impliedType = implied(reader.field());
        return true;
    }

    private void readOther() {
        switch (reader.field()) {
            case 1 -> name = reader.text();
            case 20 -> {
                long code = reader.varint();
                if (code < 0 || code > 14) {
                    throw reader.fault("the unknown attribute type " + code);
                }
                typeCode = (int) code;
            }
            case 21 -> referenced = reader.text();
            default -> reader.skip();
        }
    }

    private void floats() {
        ElementBuffer packed = new ElementBuffer(Integer.MAX_VALUE);
        reader.appendFixed(Float.BYTES, packed);
        ByteBuffer in = packed.toBytes().buffer().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            reader.spend();
            floats.add(in.getFloat());
        }
    }

    private OnnxAttribute attribute() {
        if (!referenced.isEmpty()) {
            return new OnnxAttribute.Reference(name, referenced);
        }
        return switch (typeCode == 0 ? impliedType : typeCode) {
            case 1 -> new OnnxAttribute.FloatValue(name, floatValue);
            case 2 -> new OnnxAttribute.IntegerValue(name, integerValue);
            case 3 -> new OnnxAttribute.StringValue(name, stringValue);
            case 4 -> new OnnxAttribute.TensorValue(name, present(tensor));
            case 5 -> new OnnxAttribute.GraphValue(name, present(graph));
            case 6 -> new OnnxAttribute.Floats(name, floats);
            case 7 -> new OnnxAttribute.Integers(name, integers);
            case 8 -> new OnnxAttribute.Strings(name, strings);
            case 9 -> new OnnxAttribute.Tensors(name, tensors);
            case 10 -> new OnnxAttribute.Graphs(name, graphs);
            case 11 -> new OnnxAttribute.SparseTensorValue(name, present(sparseTensor));
            case 12 -> new OnnxAttribute.SparseTensors(name, sparseTensors);
            case 13 -> new OnnxAttribute.TypeValue(name, present(type));
            case 14 -> new OnnxAttribute.Types(name, types);
            default ->
                    throw reader.fault("the attribute '" + name + "' has neither type nor value");
        };
    }

    private <T> T present(@Nullable T value) {
        if (value == null) {
            throw reader.fault("the attribute '" + name + "' lacks the value that its type names");
        }
        return value;
    }

    /// The attribute type that a value field implies (`AttributeProto.AttributeType`).
    private static int implied(int field) {
        return switch (field) {
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 3;
            case 5 -> 4;
            case 6 -> 5;
            case 7 -> 6;
            case 8 -> 7;
            case 9 -> 8;
            case 10 -> 9;
            case 11 -> 10;
            case 22 -> 11;
            case 23 -> 12;
            case 14 -> 13;
            default -> 14;
        };
    }
}
