package dev.komodo.onnx.numpy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads `.npy` files.
public final class NpyReader {
    /// What one Java array holds.
    static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    private NpyReader() {}

    /// Reads the array in a file, which is read whole and not kept open.
    ///
    /// @throws NumpyFormatException if it is not a `.npy` file of a supported type, of exactly the
    ///   size it claims
    /// @throws IOException if it can't be read
    public static NpyArray read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new NumpyFormatException(file.toString(), 0, "not a regular file");
        }
        long limit = Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 2);
        long size = Files.size(file);
        if (size > limit) {
            throw new NumpyFormatException(
                    file.toString(),
                    limit,
                    "the file has "
                            + size
                            + " bytes; the limit is 2 GiB and half of the heap, here "
                            + limit
                            + " (java -Xmx raises the heap)");
        }
        return read(file.toString(), Files.readAllBytes(file));
    }

    /// Reads the array in memory that has the content of a `.npy` file.
    ///
    /// @param name a name for messages
    /// @param content belongs to the result: the caller must not change it any more
    /// @throws NumpyFormatException if it is not a `.npy` file of a supported type, of exactly the
    ///   size it claims
    public static NpyArray read(String name, byte[] content) throws NumpyFormatException {
        NpyHeader header = NpyHeaderParser.parse(name, ByteBuffer.wrap(content));
        int offset = header.dataOffset();
        requireSize(name, header, content.length - offset);
        NpyType type = header.type();
        if (header.order() == ByteOrder.BIG_ENDIAN) {
            ElementOrder.swapBytes(content, offset, type.byteSize());
        }
        if (type == NpyType.BOOL) {
            requireTruths(name, content, offset);
        }
        ByteBuffer data =
                header.fortranOrder() && !ElementOrder.isOneLine(header.shape())
                        ? ByteBuffer.wrap(
                                ElementOrder.fortranToC(
                                        content, offset, type.byteSize(), header.shape()))
                        : ByteBuffer.wrap(content, offset, content.length - offset);
        return NpyArray.owning(type, header.shape(), data);
    }

    private static void requireSize(String name, NpyHeader header, long available)
            throws NumpyFormatException {
        long expected;
        try {
            expected = NpyArray.byteSize(header.type(), header.shape());
        } catch (IllegalArgumentException e) {
            throw asFault(name, NpyHeaderParser.MAGIC_BYTES, e);
        }
        if (expected != available) {
            throw new NumpyFormatException(
                    name,
                    header.dataOffset() + Math.min(expected, available),
                    "shape "
                            + header.shape()
                            + " of "
                            + header.type().description()
                            + " takes "
                            + expected
                            + " bytes, the file has "
                            + available
                            + (expected > available
                                    ? " (truncated?)"
                                    : " (is there a second array?)"));
        }
    }

    private static void requireTruths(String name, byte[] content, int offset)
            throws NumpyFormatException {
        for (int i = offset; i < content.length; i++) {
            if ((content[i] & ~1) != 0) {
                throw new NumpyFormatException(
                        name, i, "a bool must be 0 or 1, found " + (content[i] & 0xFF));
            }
        }
    }

    private static NumpyFormatException asFault(
            String name, long byteOffset, IllegalArgumentException cause) {
        NumpyFormatException fault =
                new NumpyFormatException(name, byteOffset, "in the header: " + cause.getMessage());
        fault.initCause(cause);
        return fault;
    }
}
