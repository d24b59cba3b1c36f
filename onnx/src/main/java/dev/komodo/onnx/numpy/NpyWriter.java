package dev.komodo.onnx.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Writes `.npy` files of format version 1.0, byte for byte as NumPy does for a little-endian array
/// in C order.
public final class NpyWriter {
    /// The elements start at a multiple of this (`numpy.lib.format.ARRAY_ALIGN`).
    private static final int ALIGNMENT = 64;

    /// Spaces in which NumPy lets the first size grow in place
    /// (`numpy.lib.format.GROWTH_AXIS_MAX_DIGITS`).
    private static final int GROWTH_DIGITS = 21;

    private static final int CHUNK_BYTES = 1 << 16;

    private NpyWriter() {}

    /// Writes an array to a file, replacing it.
    ///
    /// @throws IOException if it can't be written
    public static void write(Path file, NpyArray array) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out, array);
        }
    }

    /// Writes an array to a stream, which stays open.
    ///
    /// @throws IOException if it can't be written
    public static void write(OutputStream out, NpyArray array) throws IOException {
        out.write(header(array.type(), array.shape()));
        MemorySegment elements = array.segment();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, elements.byteSize())];
        for (long done = 0; done < elements.byteSize(); ) {
            int length = (int) Math.min(chunk.length, elements.byteSize() - done);
            MemorySegment.copy(elements, ValueLayout.JAVA_BYTE, done, chunk, 0, length);
            out.write(chunk, 0, length);
            done += length;
        }
    }

    static byte[] header(NpyType type, List<Long> shape) {
        String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        StringBuilder text =
                new StringBuilder("{'descr': '")
                        .append(type.description())
                        .append("', 'fortran_order': False, 'shape': (")
                        .append(sizes)
                        .append(shape.size() == 1 ? "," : "")
                        .append("), }");
        if (!shape.isEmpty()) {
            int digits = shape.getFirst().toString().length();
            text.repeat(' ', GROWTH_DIGITS - digits);
        }
        int fixed = NpyHeaderParser.MAGIC_BYTES + Short.BYTES;
        text.repeat(' ', ALIGNMENT - (fixed + text.length() + 1) % ALIGNMENT).append('\n');
        ByteBuffer header =
                ByteBuffer.allocate(fixed + text.length()).order(ByteOrder.LITTLE_ENDIAN);
        header.put(NpyHeaderParser.MAGIC).put((byte) 1).put((byte) 0);
        header.putShort((short) text.length());
        header.put(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        return header.array();
    }
}
