package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/// Reads one protobuf message field by field (source: protobuf.dev, "Encoding"). Every method that
/// reads a value belongs to the field that [#nextField()] has just found, and checks that the wire
/// carries it in the expected form.
final class WireReader {
    /// Messages within messages; also protobuf's own default.
    static final int MAX_DEPTH = 100;

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int DELIMITED = 2;
    static final int FIXED32 = 5;
    static final int TYPE_BITS = 3;
    static final int MAX_VARINT_BYTES = 10;

    private final String file;
    private final byte[] bytes;
    private final long origin;
    private final int start;
    private final int end;
    private final @Nullable WireReader parent;
    private final String name;
    private final int depth;
    private final Budget budget;
    private int position;
    private int fieldStart;
    private int field;
    private int wireType;

    private WireReader(
            String file,
            byte[] bytes,
            long origin,
            int start,
            int end,
            @Nullable WireReader parent,
            String name,
            Budget budget) {
        this.file = file;
        this.bytes = bytes;
        this.origin = origin;
        this.start = start;
        this.end = end;
        this.parent = parent;
        this.name = name;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.budget = budget;
        this.position = start;
        this.fieldStart = start;
    }

    /// A reader of the message that a whole file is.
    ///
    /// @param name what to call it in messages
    static WireReader of(String file, byte[] bytes, String name) {
        return at(file, bytes, 0, name);
    }

    /// A reader of a part of a message that a file is.
    ///
    /// @param bytes whole fields
    /// @param origin where they are in the file, for messages
    static WireReader at(String file, byte[] bytes, long origin, String name) {
        return new WireReader(file, bytes, origin, 0, bytes.length, null, name, new Budget());
    }

    /// The same message from its start.
    WireReader again() {
        return new WireReader(file, bytes, origin, start, end, parent, name, budget);
    }

    /// Goes to the next field.
    ///
    /// @return false at the end of the message
    boolean nextField() {
        fieldStart = position;
        if (position == end) {
            return false;
        }
        long tag = rawVarint();
        wireType = (int) (tag & ((1 << TYPE_BITS) - 1));
        field = (int) (tag >>> TYPE_BITS);
        if (tag >>> 32 != 0 || field == 0) {
            throw fault("a field number of " + (tag >>> TYPE_BITS));
        }
        budget.spend(this);
        return true;
    }

    /// The number of the current field.
    int field() {
        return field;
    }

    /// Passes over the value of a field that nobody wants.
    void skip() {
        switch (wireType) {
            case VARINT -> rawVarint();
            case FIXED64 -> advance(Long.BYTES);
            case DELIMITED -> advance(rawLength());
            case FIXED32 -> advance(Integer.BYTES);
            default -> throw fault("wire type " + wireType + " in field " + field);
        }
    }

    long varint() {
        require(VARINT);
        return rawVarint();
    }

    float float32() {
        require(FIXED32);
        int at = advance(Float.BYTES);
        return littleEndian().getFloat(at);
    }

    OnnxBytes bytes() {
        require(DELIMITED);
        int size = rawLength();
        return OnnxBytes.view(file, bytes, advance(size), size);
    }

    String text() {
        require(DELIMITED);
        int size = rawLength();
        int at = advance(size);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, size))
                    .toString();
        } catch (CharacterCodingException e) {
            OnnxFormatException fault = fault("field " + field + " is not UTF-8");
            fault.initCause(e);
            throw fault;
        }
    }

    /// A reader of the message in the current field, which this reader has then passed.
    ///
    /// @param child what to call it in messages
    WireReader message(String child) {
        require(DELIMITED);
        int size = rawLength();
        int at = advance(size);
        WireReader reader = new WireReader(file, bytes, origin, at, at + size, this, child, budget);
        if (reader.depth > MAX_DEPTH) {
            throw reader.fault("messages nest deeper than " + MAX_DEPTH);
        }
        return reader;
    }

    /// Gives each number of a repeated varint field, packed or not, that the current field holds.
    void eachVarint(LongConsumer consumer) {
        if (wireType == VARINT) {
            consumer.accept(rawVarint());
            return;
        }
        require(DELIMITED);
        int size = rawLength();
        int limit = position + size;
        while (position < limit) {
            consumer.accept(rawVarint());
        }
        if (position > limit) {
            throw fault("a packed number in field " + field + " crosses the end of its field");
        }
    }

    /// Appends the numbers of a repeated fixed-width field, packed or not, as they are:
    /// little-endian.
    ///
    /// @param width 4 or 8
    void appendFixed(int width, ElementBuffer out) {
        boolean single = wireType == (width == Integer.BYTES ? FIXED32 : FIXED64);
        if (!single) {
            require(DELIMITED);
        }
        int size = single ? width : rawLength();
        if (size % width != 0) {
            throw fault(size + " bytes of packed numbers of " + width + " bytes in field " + field);
        }
        if (!out.append(bytes, advance(size), size)) {
            throw fault("more elements in field " + field + " than the dims say");
        }
    }

    /// Counts something that takes more memory than bytes.
    void spend() {
        budget.spend(this);
    }

    OnnxFormatException fault(String fault) {
        return new OnnxFormatException(file, origin + fieldStart, path(), fault);
    }

    private String path() {
        return parent == null ? name : parent.path() + "." + name;
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw fault("wire type " + wireType + " in field " + field + ", expected " + expected);
        }
    }

    private long rawVarint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = bytes[advance(1)];
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw fault("a number longer than " + MAX_VARINT_BYTES + " bytes");
    }

    private int rawLength() {
        long length = rawVarint();
        if (length < 0 || length > end - position) {
            throw fault(
                    "field "
                            + field
                            + " has "
                            + Long.toUnsignedString(length)
                            + " bytes, its message has "
                            + (end - position)
                            + " left (truncated?)");
        }
        return (int) length;
    }

    private int advance(int count) {
        if (count > end - position) {
            throw fault("the message ends within field " + field + " (truncated?)");
        }
        int at = position;
        position += count;
        return at;
    }

    private ByteBuffer littleEndian() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Bounds the objects that a file makes: an empty message takes two bytes in the file and a
    /// hundred in memory.
    private static final class Budget {
        private static final int MAX_UNITS = 20_000_000;

        private int left = MAX_UNITS;

        void spend(WireReader reader) {
            if (--left < 0) {
                throw reader.fault("more than " + MAX_UNITS + " fields and list elements");
            }
        }
    }
}
