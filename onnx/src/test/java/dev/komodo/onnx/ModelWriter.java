package dev.komodo.onnx;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Literal;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes small models as protobuf, for tests. Field numbers: `onnx.proto`.
public final class ModelWriter {
    private final Message model = new Message();
    private final GraphWriter graph = new GraphWriter("test");

    public ModelWriter(int operatorSet) {
        model.number(1, 8).message(8, new Message().text(1, "").number(2, operatorSet));
    }

    public GraphWriter graph() {
        return graph;
    }

    /// Another domain's operators.
    public ModelWriter imports(String domain, int version) {
        model.message(8, new Message().text(1, domain).number(2, version));
        return this;
    }

    public ModelWriter function(Message function) {
        model.message(25, function);
        return this;
    }

    public OnnxModel read(Path folder) {
        try {
            return OnnxModel.read(write(Files.createTempFile(folder, "model", ".onnx")));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// Writes the model into a file, which it returns.
    public Path write(Path file) {
        try {
            return Files.write(file, model.copy().message(7, graph.message()).bytes());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// A graph under construction.
    public static final class GraphWriter {
        private final Message message = new Message();

        public GraphWriter(String name) {
            message.text(2, name);
        }

        /// Adds a float input; dims are sizes, names, or "" for a size that is not declared.
        public GraphWriter input(String name, Object... dims) {
            return input(1, name, dims);
        }

        public GraphWriter input(int type, String name, Object... dims) {
            message.message(11, value(name, type, shape(dims)));
            return this;
        }

        public GraphWriter inputOfUnknownRank(String name) {
            message.message(11, value(name, 1, null));
            return this;
        }

        public GraphWriter output(String name) {
            message.message(12, new Message().text(1, name));
            return this;
        }

        public GraphWriter constant(String name, Literal literal) {
            message.message(5, tensor(name, literal));
            return this;
        }

        /// Adds a constant whose elements are in another file.
        public GraphWriter external(String name, String location, int size) {
            Message entry = new Message().text(1, "location").text(2, location);
            message.message(
                    5,
                    new Message()
                            .number(1, size)
                            .number(2, 1)
                            .text(8, name)
                            .message(13, entry)
                            .number(14, 1));
            return this;
        }

        /// Adds a node.
        ///
        /// @param text `output, ... = Operator input, ...` with "_" for what is left out
        public GraphWriter node(String text, Message... attributes) {
            message.message(1, ModelWriter.node(text, attributes));
            return this;
        }

        public Message message() {
            return message;
        }

        private static Message value(String name, int type, @Nullable Message shape) {
            Message tensor = new Message().number(1, type);
            if (shape != null) {
                tensor.message(2, shape);
            }
            return new Message().text(1, name).message(2, new Message().message(1, tensor));
        }

        private static Message shape(Object... dims) {
            Message shape = new Message();
            for (Object dim : dims) {
                shape.message(
                        1,
                        switch (dim) {
                            case Integer size -> new Message().number(1, size);
                            case String name when name.isEmpty() -> new Message();
                            case String name -> new Message().text(2, name);
                            default -> throw new InvalidGraphException("no dim: " + dim);
                        });
            }
            return shape;
        }
    }

    public static Message node(String text, Message... attributes) {
        String[] sides = text.split(" = ", -1);
        String[] right = sides[1].split("[ ,]+", -1);
        Message node = new Message().text(3, "the " + right[0]).text(4, right[0]);
        for (int i = 1; i < right.length; i++) {
            node.text(1, right[i].equals("_") ? "" : right[i]);
        }
        for (String output : sides[0].split(", ", -1)) {
            node.text(2, output);
        }
        for (Message attribute : attributes) {
            node.message(5, attribute);
        }
        return node;
    }

    public static Message tensor(String name, Literal literal) {
        int type =
                switch (literal.dtype()) {
                    case F32 -> 1;
                    case U8 -> 2;
                    case I8 -> 3;
                    case U16 -> 4;
                    case I16 -> 5;
                    case I32 -> 6;
                    case I64 -> 7;
                    case BOOL -> 9;
                    case F16 -> 10;
                    case F64 -> 11;
                    case U32 -> 12;
                    case U64 -> 13;
                    case BF16 -> 16;
                };
        Message tensor = new Message().number(2, type).text(8, name);
        for (long size : literal.sizes()) {
            tensor.number(1, size);
        }
        return tensor.bytes(9, literal.data().toArray(ValueLayout.JAVA_BYTE));
    }

    public static Message attribute(String name, long value) {
        return new Message().text(1, name).number(3, value).number(20, 2);
    }

    public static Message attribute(String name, float value) {
        return new Message().text(1, name).single(2, value).number(20, 1);
    }

    public static Message attribute(String name, String text) {
        return new Message().text(1, name).text(4, text).number(20, 3);
    }

    public static Message attribute(String name, Message graph) {
        return new Message().text(1, name).message(6, graph).number(20, 5);
    }

    public static Message attribute(String name, long... values) {
        Message attribute = new Message().text(1, name).number(20, 7);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute;
    }

    public static Message reference(String name, String referenced) {
        return new Message().text(1, name).text(21, referenced).number(20, 2);
    }

    /// A protobuf message.
    public static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        public Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        public Message single(int field, float value) {
            varint(((long) field << 3) | 5);
            int bits = Float.floatToIntBits(value);
            for (int i = 0; i < Integer.SIZE; i += Byte.SIZE) {
                bytes.write(bits >>> i);
            }
            return this;
        }

        public Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        public Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        public Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        public byte[] bytes() {
            return bytes.toByteArray();
        }

        /// Fields that are encoded already.
        public Message raw(byte[] fields) {
            bytes.writeBytes(fields);
            return this;
        }

        public Message copy() {
            Message copy = new Message();
            copy.bytes.writeBytes(bytes());
            return copy;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }

    /// The elements of a literal.
    public static List<Double> elements(Literal literal) {
        List<Double> elements = new ArrayList<>();
        for (long i = 0; i < literal.elements(); i++) {
            elements.add(literal.asDouble(i));
        }
        return elements;
    }
}
