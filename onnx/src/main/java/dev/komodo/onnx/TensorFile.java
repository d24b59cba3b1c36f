package dev.komodo.onnx;

import dev.komodo.onnx.model.OnnxFormatException;
import dev.komodo.onnx.model.TensorStream;
import dev.komodo.onnx.numpy.NpyReader;
import dev.komodo.onnx.numpy.NpyStream;
import dev.komodo.onnx.numpy.NpyType;
import dev.komodo.onnx.numpy.NpzFile;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// An open file of one tensor, of whatever format: its element type and shape are known, its
/// elements are read straight to where they belong. Every element type that the formats have is
/// carried, whether or not the graph language knows it. Not safe between threads.
///
/// | format | told by | element types |
/// |---|---|---|
/// | NumPy array, `.npy` | its first bytes | bool, i8 to i64, u8 to u64, f16, f32, f64 |
/// | member of a NumPy archive, `.npz` | [#open(NpzFile, String)] | the same |
/// | ONNX tensor, `.pb` | being neither | all of ONNX's but texts, the smallest ones packed |
public final class TensorFile implements Closeable {
    private static final byte[] NUMPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final byte[] ZIP = {'P', 'K'};

    /// Reads the elements of an open file into a segment.
    @FunctionalInterface
    private interface Elements {
        void readInto(MemorySegment destination) throws IOException;
    }

    private final ElementType type;
    private final List<Long> shape;
    private final long byteSize;
    private final Elements elements;
    private final Closeable resource;

    private TensorFile(
            ElementType type,
            List<Long> shape,
            long byteSize,
            Elements elements,
            Closeable resource) {
        this.type = type;
        this.shape = List.copyOf(shape);
        this.byteSize = byteSize;
        this.elements = elements;
        this.resource = resource;
    }

    /// Whether a file is an archive of arrays, by its first bytes, or if it is shorter by its name.
    ///
    /// @throws IOException if it can't be read
    public static boolean isArchive(Path file) throws IOException {
        return startsWith(file, ZIP) || file.toString().endsWith(".npz");
    }

    /// Opens a `.npy` or `.pb` file. The caller closes the result.
    ///
    /// @throws IOException if the file can't be read, or is not of exactly the size that it claims;
    ///   the message names the file, the byte and the fault
    public static TensorFile open(Path file) throws IOException {
        if (startsWith(file, NUMPY) || file.toString().endsWith(".npy")) {
            return of(NpyReader.open(file));
        }
        try {
            TensorStream tensor = TensorStream.open(file);
            return new TensorFile(
                    ElementType.of(tensor.type()),
                    tensor.dims(),
                    tensor.byteSize(),
                    destination -> readInto(tensor, destination),
                    () -> {});
        } catch (OnnxFormatException fault) {
            boolean isNamedSo = file.toString().endsWith(".pb");
            throw new IOException(
                    (isNamedSo
                                    ? ""
                                    : file
                                            + " is neither a NumPy file (.npy, .npz) nor an ONNX"
                                            + " tensor (.pb): ")
                            + fault.getMessage(),
                    fault);
        }
    }

    /// Opens an array of an archive. The caller closes the result before the archive.
    ///
    /// @param name with or without `.npy`
    /// @throws IllegalArgumentException if there is no such array
    /// @throws IOException if the member can't be read, or is not of exactly the size that it
    ///   claims
    public static TensorFile open(NpzFile archive, String name) throws IOException {
        return of(archive.open(name));
    }

    private static TensorFile of(NpyStream array) {
        return new TensorFile(
                type(array.type()), array.shape(), array.byteSize(), array::readInto, array);
    }

    private static void readInto(TensorStream tensor, MemorySegment destination)
            throws IOException {
        try {
            tensor.readInto(destination);
        } catch (OnnxFormatException fault) {
            throw new IOException(fault.getMessage(), fault);
        }
    }

    /// The type of the elements.
    public ElementType type() {
        return type;
    }

    /// The sizes, outermost first; empty for a single element.
    public List<Long> shape() {
        return shape;
    }

    /// How many bytes the elements take: what [#readInto(MemorySegment)] needs.
    public long byteSize() {
        return byteSize;
    }

    /// Reads the elements, once, into the start of a segment: little-endian, the last index running
    /// fastest, without gaps, types of fewer than 8 bits packed from the lowest bits up.
    ///
    /// @throws IllegalArgumentException for texts, and if the segment is too small
    /// @throws IOException if the elements are not as the file says, or it can't be read; the
    ///   segment then holds a part
    public void readInto(MemorySegment destination) throws IOException {
        elements.readInto(destination);
    }

    /// How many bytes [#readCodesInto(MemorySegment)] needs: those of the elements in a graph.
    public long codesByteSize() {
        return byteSize == 0 ? 0 : isPacked() ? elementCount() : byteSize;
    }

    /// Reads the elements as [#readInto(MemorySegment)], but those of fewer than 8 bits one in each
    /// byte, with their sign: as graphs hold them.
    ///
    /// @throws IllegalArgumentException for texts, and if the segment is too small
    /// @throws IOException as [#readInto(MemorySegment)]
    public void readCodesInto(MemorySegment destination) throws IOException {
        if (!isPacked()) {
            readInto(destination);
            return;
        }
        MemorySegment packed = Arena.ofAuto().allocate(Math.max(1, byteSize));
        readInto(packed);
        int bits = type.bits();
        boolean isSigned = type == ElementType.I4 || type == ElementType.I2;
        for (long i = 0; i < elementCount(); i++) {
            long octet = packed.get(ValueLayout.JAVA_BYTE, i * bits / Byte.SIZE);
            long top = octet >> (i * bits % Byte.SIZE) << (Long.SIZE - bits);
            long code = isSigned ? top >> (Long.SIZE - bits) : top >>> (Long.SIZE - bits);
            destination.set(ValueLayout.JAVA_BYTE, i, (byte) code);
        }
    }

    private boolean isPacked() {
        return type.bits() > 0 && type.bits() < Byte.SIZE;
    }

    private long elementCount() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }

    private static boolean startsWith(Path file, byte[] magic) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false; // told apart by whoever opens it
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        }
    }

    private static ElementType type(NpyType type) {
        return switch (type) {
            case BOOL -> ElementType.BOOL;
            case FLOAT16 -> ElementType.F16;
            case FLOAT32 -> ElementType.F32;
            case FLOAT64 -> ElementType.F64;
            case INT8 -> ElementType.I8;
            case INT16 -> ElementType.I16;
            case INT32 -> ElementType.I32;
            case INT64 -> ElementType.I64;
            case UINT8 -> ElementType.U8;
            case UINT16 -> ElementType.U16;
            case UINT32 -> ElementType.U32;
            case UINT64 -> ElementType.U64;
        };
    }

    @Override
    public String toString() {
        return type.text() + shape;
    }
}
