package dev.komodo.bench.sweep;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A protobuf message under construction.
///
/// source: protobuf's documentation of the wire format.
final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// Adds a varint.
    Message number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    /// Adds a float.
    Message real(int field, float value) {
        varint(((long) field << 3) | 5);
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < Float.BYTES; i++) {
            bytes.write(bits >>> (8 * i));
        }
        return this;
    }

    /// Adds a string.
    Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a message as it is now.
    Message message(int field, Message value) {
        return bytes(field, value.bytes());
    }

    /// Adds bytes.
    Message bytes(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /// Adds the fields of another message.
    Message raw(Message other) {
        bytes.writeBytes(other.bytes());
        return this;
    }

    /// What was added.
    byte[] bytes() {
        return bytes.toByteArray();
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
