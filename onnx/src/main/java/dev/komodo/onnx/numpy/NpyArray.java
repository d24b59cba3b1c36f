package dev.komodo.onnx.numpy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/// An array: element type, shape, and elements in C order (the last index runs fastest),
/// little-endian, without gaps. It is as alive as its segment's arena, and otherwise immutable and
/// safe between threads.
public final class NpyArray {
    /// NumPy's own limit.
    static final int MAX_RANK = 64;

    private static final long ALIGNMENT = 64;

    private final NpyType type;
    private final List<Long> shape;
    private final MemorySegment segment;

    private NpyArray(NpyType type, List<Long> shape, MemorySegment segment) {
        this.type = type;
        this.shape = List.copyOf(shape);
        this.segment = segment.asReadOnly();
    }

    /// An array over a copy of the buffer's remaining bytes.
    ///
    /// @param shape the sizes, none negative; empty for a single element
    /// @throws IllegalArgumentException if the shape is impossible or its elements do not take
    ///   exactly the bytes given
    public static NpyArray of(NpyType type, List<Long> shape, ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
        return wrap(type, shape, MemorySegment.ofBuffer(copy));
    }

    /// An array of 32-bit floats.
    ///
    /// @throws IllegalArgumentException if the shape does not have exactly as many elements
    public static NpyArray ofFloats(List<Long> shape, float... elements) {
        ByteBuffer data = littleEndian((long) elements.length * Float.BYTES);
        data.asFloatBuffer().put(elements);
        return wrap(NpyType.FLOAT32, shape, MemorySegment.ofBuffer(data));
    }

    /// An array of 64-bit floats.
    ///
    /// @throws IllegalArgumentException if the shape does not have exactly as many elements
    public static NpyArray ofDoubles(List<Long> shape, double... elements) {
        ByteBuffer data = littleEndian((long) elements.length * Double.BYTES);
        data.asDoubleBuffer().put(elements);
        return wrap(NpyType.FLOAT64, shape, MemorySegment.ofBuffer(data));
    }

    /// An array of signed 64-bit integers.
    ///
    /// @throws IllegalArgumentException if the shape does not have exactly as many elements
    public static NpyArray ofLongs(List<Long> shape, long... elements) {
        ByteBuffer data = littleEndian((long) elements.length * Long.BYTES);
        data.asLongBuffer().put(elements);
        return wrap(NpyType.INT64, shape, MemorySegment.ofBuffer(data));
    }

    /// A view of a segment's elements, without a copy: nobody may write to it while the array is
    /// used.
    ///
    /// @throws IllegalArgumentException if the shape is impossible or its elements do not take
    ///   exactly the segment's bytes
    public static NpyArray wrap(NpyType type, List<Long> shape, MemorySegment elements) {
        long expected = byteSize(type, shape);
        if (expected != elements.byteSize()) {
            throw new IllegalArgumentException(
                    "an array of "
                            + type.description()
                            + " with shape "
                            + shape
                            + " takes "
                            + expected
                            + " bytes, found "
                            + elements.byteSize());
        }
        return new NpyArray(type, shape, elements);
    }

    static NpyArray read(NpyStream stream, Arena arena) throws IOException {
        MemorySegment elements = arena.allocate(stream.byteSize(), ALIGNMENT);
        stream.readInto(elements);
        return wrap(stream.type(), stream.shape(), elements);
    }

    /// The bytes of an array.
    ///
    /// @throws IllegalArgumentException if the rank exceeds 64, a size is negative, or the product
    ///   leaves 63 bits
    static long byteSize(NpyType type, List<Long> shape) {
        if (shape.size() > MAX_RANK) {
            throw new IllegalArgumentException(
                    "the rank is " + shape.size() + ", at most " + MAX_RANK + " is possible");
        }
        boolean empty = false;
        long bytes = type.byteSize();
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("the shape " + shape + " has a negative size");
            }
            empty |= size == 0;
            long high = Math.multiplyHigh(bytes, Math.max(size, 1));
            bytes *= Math.max(size, 1); // zeros count as one, so that no overflow hides behind them
            if (high != 0 || bytes < 0) {
                throw new IllegalArgumentException(
                        "the shape " + shape + " has more bytes than 63 bits can count");
            }
        }
        return empty ? 0 : bytes;
    }

    /// The type of the elements.
    public NpyType type() {
        return type;
    }

    /// The sizes, outermost first; empty for a single element.
    public List<Long> shape() {
        return shape;
    }

    /// How many elements there are.
    public long elementCount() {
        return segment.byteSize() / type.byteSize();
    }

    /// The elements, read-only.
    public MemorySegment segment() {
        return segment;
    }

    /// The elements: a new read-only, little-endian view from the first byte to the last.
    ///
    /// @throws UnsupportedOperationException beyond 2 GiB
    public ByteBuffer data() {
        return segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Whether the other is an array of the same type and shape with the same bits.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NpyArray array
                && array.type == type
                && array.shape.equals(shape)
                && array.segment.mismatch(segment) < 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, shape);
    }

    @Override
    public String toString() {
        return "NpyArray[" + type.description() + ", " + shape + "]";
    }

    private static ByteBuffer littleEndian(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
