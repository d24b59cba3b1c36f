package dev.komodo.onnx.model;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// The fields of a protobuf message that a file is, one after the other, in a memory of 64 KiB
/// whatever their size. [WireReader] reads messages in memory.
final class FieldStream implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final String file;
    private final String name;
    private final InputStream in;
    private final long size;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int limit;
    private long position;
    private long fieldStart;
    private long tag;

    private FieldStream(String file, String name, InputStream in, long size) {
        this.file = file;
        this.name = name;
        this.in = in;
        this.size = size;
    }

    /// Opens a file.
    ///
    /// @param name what to call the message in messages
    static FieldStream open(Path file, String name) throws IOException {
        long size = Files.size(file);
        return new FieldStream(file.toString(), name, Files.newInputStream(file), size);
    }

    /// Goes to the next field.
    ///
    /// @return false at the end of the file
    boolean nextField() throws IOException {
        fieldStart = position;
        if (position == size) {
            return false;
        }
        tag = varint();
        if (tag >>> 32 != 0 || field() == 0) {
            throw fault("a field number of " + (tag >>> WireReader.TYPE_BITS));
        }
        return true;
    }

    /// The number of the current field.
    int field() {
        return (int) (tag >>> WireReader.TYPE_BITS);
    }

    /// How the current field's value is written.
    int wireType() {
        return (int) (tag & ((1 << WireReader.TYPE_BITS) - 1));
    }

    /// Where the next byte is, in bytes from the start of the file.
    long position() {
        return position;
    }

    /// The bytes that the current field's value takes; 0 for a varint, which tells by itself. A
    /// delimited field's length is read by this.
    long valueBytes() throws IOException {
        return switch (wireType()) {
            case WireReader.VARINT -> 0;
            case WireReader.FIXED64 -> Long.BYTES;
            case WireReader.FIXED32 -> Integer.BYTES;
            case WireReader.DELIMITED -> {
                long length = varint();
                if (length < 0 || length > size - position) {
                    throw fault(
                            "field "
                                    + field()
                                    + " has "
                                    + Long.toUnsignedString(length)
                                    + " bytes, the file has "
                                    + (size - position)
                                    + " left (truncated?)");
                }
                yield length;
            }
            default -> throw fault("wire type " + wireType() + " in field " + field());
        };
    }

    /// Passes over the current field's value.
    ///
    /// @return how many bytes it has, without the length before it
    long skip() throws IOException {
        long from = position;
        if (wireType() == WireReader.VARINT) {
            varint();
            return position - from;
        }
        long count = valueBytes();
        require(count);
        long buffered = Math.min(count, limit - next);
        next += (int) buffered;
        in.skipNBytes(count - buffered);
        position += count;
        return count;
    }

    /// The current field as a message of its own, for fields that are small.
    ///
    /// @param maxBytes how many bytes its value may have
    WireReader small(long maxBytes) throws IOException {
        long value = wireType() == WireReader.VARINT ? varint() : valueBytes();
        boolean isVarint = wireType() == WireReader.VARINT;
        if (!isVarint && value > maxBytes) {
            throw fault("field " + field() + " has " + value + " bytes, at most " + maxBytes);
        }
        int content = isVarint ? 0 : (int) value;
        ByteBuffer bytes = ByteBuffer.allocate(2 * WireReader.MAX_VARINT_BYTES + content);
        put(bytes, tag);
        if (isVarint || wireType() == WireReader.DELIMITED) {
            put(bytes, value);
        }
        copyTo(MemorySegment.ofBuffer(bytes), 0, content); // from the position on
        byte[] field = new byte[bytes.position() + content];
        bytes.get(0, field);
        WireReader reader = WireReader.at(file, field, fieldStart, name);
        reader.nextField();
        return reader;
    }

    private static void put(ByteBuffer out, long varint) {
        long rest = varint;
        for (; rest >>> 7 != 0; rest >>>= 7) {
            out.put((byte) (rest | 0x80));
        }
        out.put((byte) rest);
    }

    /// Reads a varint.
    long varint() throws IOException {
        long value = 0;
        for (int i = 0; i < WireReader.MAX_VARINT_BYTES; i++) {
            if (next == limit) {
                require(1);
                fill();
            }
            byte one = buffer[next++];
            position++;
            value |= (long) (one & 0x7F) << (7 * i);
            if (one >= 0) {
                return value;
            }
        }
        throw fault("a number longer than " + WireReader.MAX_VARINT_BYTES + " bytes");
    }

    /// Copies the next bytes of the file.
    void copyTo(MemorySegment destination, long offset, long count) throws IOException {
        require(count);
        for (long done = 0; done < count; ) {
            if (next == limit) {
                fill();
            }
            int piece = (int) Math.min(limit - next, count - done);
            MemorySegment.copy(
                    buffer, next, destination, ValueLayout.JAVA_BYTE, offset + done, piece);
            next += piece;
            position += piece;
            done += piece;
        }
    }

    private void require(long count) {
        if (count > size - position) {
            throw fault("the file ends within field " + field() + " (truncated?)");
        }
    }

    private void fill() throws IOException {
        next = 0;
        limit = Math.max(in.read(buffer), 0);
        if (limit == 0) {
            throw fault("the file became shorter while it was read");
        }
    }

    OnnxFormatException fault(String fault) {
        return new OnnxFormatException(file, fieldStart, name, fault);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
