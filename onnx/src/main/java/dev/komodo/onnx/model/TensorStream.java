package dev.komodo.onnx.model;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A file of one tensor (`TensorProto`, as the `input_0.pb` of ONNX's test data): its type and dims
/// are known, its elements are still to be read, in a memory of 64 KiB whatever their number. The
/// file is open only while something is read. Not safe between threads.
public final class TensorStream {
    private static final long MAX_HEAD_BYTES = 1 << 20;

    private final Path file;
    private final TensorHead head;
    private final WireReader reader;
    private final OnnxDataType type;
    private final long byteSize;

    private TensorStream(Path file, TensorHead head, WireReader reader) {
        this.file = file;
        this.head = head;
        this.reader = reader;
        this.type = head.type(reader);
        head.count(reader);
        this.byteSize = head.bytes(reader, type);
    }

    /// Opens a file and reads everything but its elements.
    ///
    /// @throws OnnxFormatException if it is not a tensor, or cannot hold as many elements as its
    ///   dims say
    /// @throws IOException if it, or the file that holds its elements, can't be read
    public static TensorStream open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new OnnxFormatException(file.toString(), 0, "file", "not a regular file");
        }
        TensorHead head = new TensorHead();
        long dataBytes = 0;
        long left = MAX_HEAD_BYTES;
        try (FieldStream fields = FieldStream.open(file, "tensor")) {
            while (fields.nextField()) {
                if (TensorHead.isData(fields.field())) {
                    String fault = head.noteData(fields.field());
                    if (fault != null) {
                        throw fields.fault(fault);
                    }
                    dataBytes += fields.skip();
                } else if (TensorHead.isHead(fields.field())) {
                    long start = fields.position();
                    head.read(fields.small(left));
                    left -= fields.position() - start;
                } else {
                    fields.skip();
                }
            }
            WireReader end =
                    WireReader.at(file.toString(), new byte[0], fields.position(), "tensor");
            TensorStream stream = new TensorStream(file, head, end);
            stream.requirePossible(dataBytes);
            return stream;
        }
    }

    /// Before anybody allocates: the file has as many bytes as the elements take, or, where they
    /// are numbers of one to ten bytes each, one for each at least.
    private void requirePossible(long dataBytes) throws IOException {
        if (type == OnnxDataType.STRING) {
            return;
        }
        if (head.isExternal(type)) {
            TensorContent.locateWhole(tensor(), head.external(reader, byteSize), folder());
            return;
        }
        boolean isExact = !isVarints();
        if (isExact ? dataBytes != byteSize : byteSize / TensorFields.byteSize(type) > dataBytes) {
            throw head.wrongSize(reader, type, byteSize, dataBytes);
        }
    }

    private boolean isVarints() {
        Integer field = head.dataField();
        return field != null
                && field != TensorFields.RAW_DATA
                && field != TensorFields.FLOAT_DATA
                && field != TensorFields.DOUBLE_DATA;
    }

    /// The tensor's name; may be empty.
    public String name() {
        return head.name();
    }

    /// The type of the elements.
    public OnnxDataType type() {
        return type;
    }

    /// The sizes, outermost first; empty for a single element.
    public List<Long> dims() {
        return List.copyOf(head.dims());
    }

    /// How many bytes the elements take in the layout of `raw_data`; 0 for texts.
    public long byteSize() {
        return byteSize;
    }

    /// Reads the elements into the start of a segment, in the layout of `raw_data`.
    ///
    /// @throws OnnxFormatException if they are not what the type and dims say; the segment then
    ///   holds a part
    /// @throws IllegalArgumentException for texts, and if the segment is too small
    /// @throws IOException if the file can't be read
    public void readInto(MemorySegment destination) throws IOException {
        if (type == OnnxDataType.STRING || destination.byteSize() < byteSize) {
            throw new IllegalArgumentException(
                    file
                            + " holds "
                            + (type == OnnxDataType.STRING ? "texts" : byteSize + " bytes")
                            + ", the destination has "
                            + destination.byteSize()
                            + " bytes");
        }
        MemorySegment elements = destination.asSlice(0, byteSize);
        if (head.isExternal(type)) {
            TensorContent.copyTo(tensor(), folder(), elements);
        } else {
            readInline(elements);
        }
        if (type == OnnxDataType.BOOL) {
            requireTruths(elements);
        }
    }

    private void readInline(MemorySegment elements) throws IOException {
        long done = 0;
        try (FieldStream fields = FieldStream.open(file, "tensor")) {
            while (fields.nextField()) {
                if (Objects.equals(fields.field(), head.dataField())) {
                    done =
                            isVarints()
                                    ? numbers(fields, elements, done)
                                    : bytes(fields, elements, done);
                } else {
                    fields.skip();
                }
            }
        }
        if (done != byteSize) {
            throw head.wrongSize(reader, type, byteSize, done);
        }
    }

    /// Bytes as they are: `raw_data`, or packed or single floats.
    private long bytes(FieldStream fields, MemorySegment elements, long done) throws IOException {
        int width =
                switch (fields.field()) {
                    case TensorFields.FLOAT_DATA -> Float.BYTES;
                    case TensorFields.DOUBLE_DATA -> Double.BYTES;
                    default -> 1;
                };
        int single = width == Float.BYTES ? WireReader.FIXED32 : WireReader.FIXED64;
        if (fields.wireType() != WireReader.DELIMITED
                && (width == 1 || fields.wireType() != single)) {
            throw fields.fault("wire type " + fields.wireType() + " in field " + fields.field());
        }
        long count = fields.valueBytes();
        if (count % width != 0) {
            throw fields.fault(
                    count
                            + " bytes of packed numbers of "
                            + width
                            + " bytes in field "
                            + fields.field());
        }
        if (count > byteSize - done) {
            throw tooMany(fields);
        }
        fields.copyTo(elements, done, count);
        return done + count;
    }

    /// Numbers in an integer field, packed or single.
    private long numbers(FieldStream fields, MemorySegment elements, long done) throws IOException {
        if (fields.wireType() == WireReader.VARINT) {
            return number(fields, elements, done);
        }
        if (fields.wireType() != WireReader.DELIMITED) {
            throw fields.fault("wire type " + fields.wireType() + " in field " + fields.field());
        }
        long length = fields.valueBytes();
        long end = fields.position() + length;
        long at = done;
        while (fields.position() < end) {
            at = number(fields, elements, at);
        }
        if (fields.position() > end) {
            throw fields.fault(
                    "a packed number in field " + fields.field() + " crosses the end of its field");
        }
        return at;
    }

    private long number(FieldStream fields, MemorySegment elements, long at) throws IOException {
        long value = fields.varint();
        int width = TensorFields.byteSize(type);
        if (!TensorFields.isElement(type, value)) {
            throw fields.fault("the element " + value + " is not a " + type);
        }
        if (width > byteSize - at) {
            throw tooMany(fields);
        }
        for (int i = 0; i < width; i++) {
            elements.set(ValueLayout.JAVA_BYTE, at + i, (byte) (value >>> (Byte.SIZE * i)));
        }
        return at + width;
    }

    private OnnxFormatException tooMany(FieldStream fields) {
        return fields.fault("more elements than " + type + " " + head.dims() + " has");
    }

    private void requireTruths(MemorySegment elements) {
        for (long i = 0; i < elements.byteSize(); i++) {
            if ((elements.get(ValueLayout.JAVA_BYTE, i) & ~1) != 0) {
                throw reader.fault("a bool that is neither 0 nor 1, at element " + i);
            }
        }
    }

    private OnnxTensor tensor() {
        return new OnnxTensor(head.name(), type, head.dims(), head.external(reader, byteSize));
    }

    private Path folder() {
        return Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    }
}
