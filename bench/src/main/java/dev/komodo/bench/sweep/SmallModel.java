package dev.komodo.bench.sweep;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SplittableRandom;

/// An ONNX model under construction; each call adds to it and returns it.
///
/// source: `onnx.proto`, for the numbers of fields and types.
public final class SmallModel {
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;
    static final int F32 = 1;

    /// Bytes without a sign.
    public static final int U8 = 2;

    /// Bytes with a sign.
    public static final int I8 = 3;

    static final int I64 = 7;
    static final int F64 = 11;

    private final Message graph = new Message().text(2, "sweep");

    /// A model of nothing.
    public SmallModel() {}

    /// A f32 input.
    SmallModel input(String name, long... sizes) {
        return input(F32, name, sizes);
    }

    /// An input.
    public SmallModel input(int type, String name, long... sizes) {
        Message shape = new Message();
        for (long size : sizes) {
            shape.message(1, new Message().number(1, size));
        }
        Message tensor = new Message().number(1, type).message(2, shape);
        graph.message(11, new Message().text(1, name).message(2, new Message().message(1, tensor)));
        return this;
    }

    /// A f32 constant of random numbers in [-1, 1).
    SmallModel weight(String name, long... sizes) {
        Message tensor = new Message().number(2, F32).text(8, name);
        long count = 1;
        for (long size : sizes) {
            tensor.number(1, size);
            count *= size;
        }
        SplittableRandom random = new SplittableRandom(name.hashCode());
        byte[] bytes = new byte[Math.toIntExact(count * Float.BYTES)];
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat((float) random.nextDouble(-1, 1));
        }
        graph.message(5, tensor.bytes(9, bytes));
        return this;
    }

    /// A constant f32 scalar.
    SmallModel scalar(String name, float value) {
        byte[] bytes = new byte[Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
        graph.message(5, new Message().number(2, F32).text(8, name).bytes(9, bytes));
        return this;
    }

    /// A constant vector of i64.
    SmallModel integers(String name, long... values) {
        byte[] bytes = new byte[values.length * Long.BYTES];
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            data.putLong(value);
        }
        graph.message(
                5,
                new Message()
                        .number(1, values.length)
                        .number(2, I64)
                        .text(8, name)
                        .bytes(9, bytes));
        return this;
    }

    /// A node.
    ///
    /// @param text `output, ... = Operator input, ...`
    /// @param attributes numbers, `float`s or `long[]`s by name
    SmallModel node(String text, Map<String, Object> attributes) {
        String[] sides = text.split(" = ", -1);
        String[] right = sides[1].split("[ ,]+", -1);
        Message node = new Message().text(4, right[0]);
        for (int i = 1; i < right.length; i++) {
            node.text(1, right[i]);
        }
        for (String output : sides[0].split(", ", -1)) {
            node.text(2, output);
        }
        attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
        graph.message(1, node);
        return this;
    }

    /// A node without attributes.
    public SmallModel node(String text) {
        return node(text, Map.of());
    }

    private static Message attribute(String name, Object value) {
        Message attribute = new Message().text(1, name);
        return switch (value) {
            case Integer number -> attribute.number(3, number).number(20, 2);
            case Float number -> attribute.real(2, number).number(20, 1);
            case long[] numbers -> {
                for (long number : numbers) {
                    attribute.number(8, number);
                }
                yield attribute.number(20, 7);
            }
            default -> throw new IllegalArgumentException("No attribute: " + value);
        };
    }

    /// The file, with an output that is called `y`.
    public byte[] bytes() {
        return new Message()
                .number(1, IR_VERSION)
                .message(7, new Message().raw(graph).message(12, new Message().text(1, "y")))
                .message(8, new Message().text(1, "").number(2, OPERATOR_SET))
                .bytes();
    }
}
