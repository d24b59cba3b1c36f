package dev.komodo.onnx.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes protobuf messages field by field.
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] toBytes() {
        return out.toByteArray();
    }

    WireWriter tag(int field, int wireType) {
        return raw(((long) field << 3) | wireType);
    }

    WireWriter varint(int field, long value) {
        return tag(field, 0).raw(value);
    }

    WireWriter float32(int field, float value) {
        byte[] bytes =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
        tag(field, 5).out.writeBytes(bytes);
        return this;
    }

    WireWriter float64(int field, double value) {
        byte[] bytes =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
        tag(field, 1).out.writeBytes(bytes);
        return this;
    }

    WireWriter bytes(int field, byte[] value) {
        tag(field, 2).raw(value.length).out.writeBytes(value);
        return this;
    }

    WireWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    WireWriter message(int field, WireWriter message) {
        return bytes(field, message.toBytes());
    }

    WireWriter packed(int field, long... values) {
        WireWriter packed = new WireWriter();
        for (long value : values) {
            packed.raw(value);
        }
        return bytes(field, packed.toBytes());
    }

    WireWriter unpacked(int field, long... values) {
        for (long value : values) {
            varint(field, value);
        }
        return this;
    }

    WireWriter raw(long varint) {
        long rest = varint;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }
}
