package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `TypeProto`, `TensorShapeProto` and `ValueInfoProto`.
final class TypeDecoder {
    private TypeDecoder() {}

    static OnnxValueInfo valueInfo(WireReader reader) {
        String name = "";
        OnnxType type = new OnnxType.Undeclared();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> name = reader.text();
                case 2 -> type = type(reader.message("type"));
                default -> reader.skip();
            }
        }
        return new OnnxValueInfo(name, type);
    }

    static OnnxType type(WireReader reader) {
        OnnxType type = new OnnxType.Undeclared();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> type = tensor(reader.message("tensor_type"), false);
                case 4 -> type = new OnnxType.Sequence(element(reader.message("sequence_type")));
                case 5 -> type = dictionary(reader.message("map_type"));
                case 7 -> type = opaque(reader.message("opaque_type"));
                case 8 -> type = tensor(reader.message("sparse_tensor_type"), true);
                case 9 -> type = new OnnxType.Maybe(element(reader.message("optional_type")));
                default -> reader.skip();
            }
        }
        return type;
    }

    private static OnnxType tensor(WireReader reader, boolean sparse) {
        OnnxDataType element = OnnxDataType.UNDEFINED;
        @Nullable List<OnnxDimension> shape = null;
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> element = Scalars.dataType(reader, reader.varint());
                case 2 -> shape = shape(reader.message("shape"));
                default -> reader.skip();
            }
        }
        return sparse
                ? new OnnxType.SparseTensor(element, Optional.ofNullable(shape))
                : new OnnxType.Tensor(element, Optional.ofNullable(shape));
    }

    private static List<OnnxDimension> shape(WireReader reader) {
        List<OnnxDimension> dims = new ArrayList<>();
        while (reader.nextField()) {
            if (reader.field() == 1) {
                dims.add(dimension(reader.message("dim")));
            } else {
                reader.skip();
            }
        }
        return dims;
    }

    private static OnnxDimension dimension(WireReader reader) {
        OnnxDimension dimension = new OnnxDimension.Unknown();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> dimension = new OnnxDimension.Fixed(reader.varint());
                case 2 -> {
                    String name = reader.text();
                    dimension =
                            name.isEmpty()
                                    ? new OnnxDimension.Unknown()
                                    : new OnnxDimension.Named(name);
                }
                default -> reader.skip();
            }
        }
        return dimension;
    }

    private static OnnxType element(WireReader reader) {
        OnnxType element = new OnnxType.Undeclared();
        while (reader.nextField()) {
            if (reader.field() == 1) {
                element = type(reader.message("elem_type"));
            } else {
                reader.skip();
            }
        }
        return element;
    }

    private static OnnxType dictionary(WireReader reader) {
        OnnxDataType key = OnnxDataType.UNDEFINED;
        OnnxType value = new OnnxType.Undeclared();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> key = Scalars.dataType(reader, reader.varint());
                case 2 -> value = type(reader.message("value_type"));
                default -> reader.skip();
            }
        }
        return new OnnxType.Dictionary(key, value);
    }

    private static OnnxType opaque(WireReader reader) {
        String domain = "";
        String name = "";
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> domain = reader.text();
                case 2 -> name = reader.text();
                default -> reader.skip();
            }
        }
        return new OnnxType.Opaque(domain, name);
    }
}
