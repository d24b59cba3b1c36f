package dev.komodo.onnx.numpy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// An open array file: its type and shape are known, its elements are still to be read, once, in a
/// memory of 64 KiB whatever their number. Not safe between threads.
///
/// ```java
/// try (NpyStream array = NpyReader.open(file)) {
///     MemorySegment elements = arena.allocate(array.byteSize(), 64);
///     array.readInto(elements);
/// }
/// ```
public final class NpyStream implements Closeable {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int PREFIX_BYTES = NpyHeaderParser.MAGIC_BYTES + Integer.BYTES;

    private final String name;
    private final InputStream in;
    private final NpyHeader header;
    private final long byteSize;
    private boolean isRead;

    private NpyStream(String name, InputStream in, NpyHeader header, long byteSize) {
        this.name = name;
        this.in = in;
        this.header = header;
        this.byteSize = byteSize;
    }

    /// Reads a header. The stream is the result's from then on, but stays open when this throws.
    ///
    /// @param name for messages
    /// @param size how many bytes the stream has by what its file or archive says; it is compared
    ///   with the header's claim before the caller allocates anything, and with the stream's end
    /// @throws NumpyFormatException if it is not a `.npy` file of a supported type, of exactly the
    ///   size it claims
    static NpyStream of(String name, InputStream in, long size) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX_BYTES);
        int more = NpyHeaderParser.headerBytes(prefix) - prefix.length;
        byte[] text = in.readNBytes(Math.max(more, 0));
        ByteBuffer head = ByteBuffer.allocate(prefix.length + text.length).put(prefix).put(text);
        NpyHeader header = NpyHeaderParser.parse(name, head.flip());
        return new NpyStream(name, in, header, requireSize(name, header, size));
    }

    private static long requireSize(String name, NpyHeader header, long size)
            throws NumpyFormatException {
        long expected;
        try {
            expected = NpyArray.byteSize(header.type(), header.shape());
        } catch (IllegalArgumentException e) {
            NumpyFormatException fault =
                    new NumpyFormatException(
                            name, NpyHeaderParser.MAGIC_BYTES, "in the header: " + e.getMessage());
            fault.initCause(e);
            throw fault;
        }
        long available = size - header.dataOffset();
        if (expected != available) {
            throw new NumpyFormatException(
                    name,
                    header.dataOffset() + Math.min(expected, Math.max(available, 0)),
                    "shape "
                            + header.shape()
                            + " of "
                            + header.type().description()
                            + " takes "
                            + expected
                            + " bytes, the file has "
                            + Math.max(available, 0)
                            + (expected > available
                                    ? " (truncated?)"
                                    : " (is there a second array?)"));
        }
        return expected;
    }

    /// The type of the elements.
    public NpyType type() {
        return header.type();
    }

    /// The sizes, outermost first; empty for a single element.
    public List<Long> shape() {
        return header.shape();
    }

    /// How many bytes the elements take: what [#readInto(MemorySegment)] needs.
    public long byteSize() {
        return byteSize;
    }

    /// Reads the elements into the start of a segment: little-endian, the last index running
    /// fastest, without gaps.
    ///
    /// @throws NumpyFormatException if the stream ends early or late, or a bool is neither 0 nor 1;
    ///   the segment then holds a part
    /// @throws IllegalArgumentException if the segment is too small
    /// @throws IllegalStateException at a second call
    /// @throws IOException if the file can't be read
    public void readInto(MemorySegment destination) throws IOException {
        if (isRead) {
            throw new IllegalStateException("the elements of " + name + " were read before");
        }
        if (destination.byteSize() < byteSize) {
            throw new IllegalArgumentException(
                    name
                            + " holds "
                            + byteSize
                            + " bytes, the destination has "
                            + destination.byteSize());
        }
        isRead = true;
        read(destination.asSlice(0, byteSize));
        if (in.read() >= 0) {
            throw fault(byteSize, "the file goes on after the last element");
        }
    }

    private void read(MemorySegment destination) throws IOException {
        int width = type().byteSize();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, byteSize)];
        FortranOrder reordered =
                header.isInOrder() ? null : new FortranOrder(width, shape(), destination);
        for (long done = 0; done < byteSize; ) {
            int length = (int) Math.min(chunk.length, byteSize - done);
            int found = in.readNBytes(chunk, 0, length);
            if (found < length) {
                throw fault(done + found, "the file ends among the elements (truncated?)");
            }
            if (header.order() == ByteOrder.BIG_ENDIAN) {
                ElementOrder.swapBytes(chunk, length, width);
            }
            if (type() == NpyType.BOOL) {
                requireTruths(chunk, length, done);
            }
            if (reordered == null) {
                MemorySegment.copy(chunk, 0, destination, ValueLayout.JAVA_BYTE, done, length);
            } else {
                reordered.place(chunk, length);
            }
            done += length;
        }
    }

    private void requireTruths(byte[] chunk, int length, long done) throws NumpyFormatException {
        for (int i = 0; i < length; i++) {
            if ((chunk[i] & ~1) != 0) {
                throw fault(done + i, "a bool must be 0 or 1, found " + (chunk[i] & 0xFF));
            }
        }
    }

    private NumpyFormatException fault(long element, String fault) {
        return new NumpyFormatException(name, header.dataOffset() + element, fault);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
