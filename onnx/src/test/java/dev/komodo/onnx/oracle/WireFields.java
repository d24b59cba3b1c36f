package dev.komodo.onnx.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The fields of a protobuf message, uninterpreted, so that a message can be copied without some.
final class WireFields {
    /// A field of a message.
    ///
    /// @param bytes the field with its tag, as it stood
    /// @param content what the field holds, without tag and length, if it is of the wire type for
    ///   bytes and messages; else empty
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy for each field of a test
    record Field(int number, byte[] bytes, byte[] content) {}

    private final byte[] message;
    private int position;

    private WireFields(byte[] message) {
        this.message = message;
    }

    /// The fields in their order.
    static List<Field> of(byte[] message) {
        WireFields reader = new WireFields(message);
        List<Field> fields = new ArrayList<>();
        while (reader.position < message.length) {
            fields.add(reader.next());
        }
        return fields;
    }

    private Field next() {
        int start = position;
        long tag = varint();
        int content = position;
        int end =
                switch ((int) (tag & 7)) {
                    case 0 -> {
                        varint();
                        yield position;
                    }
                    case 1 -> position + 8;
                    case 2 -> {
                        int size = (int) varint();
                        content = position;
                        yield position + size;
                    }
                    case 5 -> position + 4;
                    default -> throw new IllegalArgumentException("wire type of tag " + tag);
                };
        position = end;
        return new Field(
                (int) (tag >>> 3),
                Arrays.copyOfRange(message, start, end),
                (tag & 7) == 2 ? Arrays.copyOfRange(message, content, end) : new byte[0]);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = message[position++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
