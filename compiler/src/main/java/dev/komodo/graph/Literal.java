package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/// A concrete tensor: dtype, extents, and little-endian elements in row-major order, immutable by
/// contract (nobody writes to the segment). Constants of a graph and the values of the interpreter
/// are literals. A literal of which all elements are equal may be held as a splat: one element.
public final class Literal {
    /// Constants up to this many bytes are part of a program; larger ones are passed by reference.
    public static final long INLINE_BYTES = 4096;

    private final DType dtype;
    private final long[] sizes;
    private final long elements;
    private final MemorySegment data;
    private final boolean splat;

    /// The same bytes, if they can be seen so: the first access through a layout makes a handle at
    /// run time, which takes milliseconds in a young process.
    private final @Nullable ByteBuffer bytes;

    private Literal(DType dtype, long[] sizes, MemorySegment data, boolean splat) {
        this.dtype = Objects.requireNonNull(dtype);
        this.sizes = sizes.clone();
        this.elements = elements(sizes);
        long expected = Math.multiplyExact(splat ? 1 : elements, (long) dtype.byteSize());
        if (data.byteSize() != expected) {
            throw new InvalidGraphException(
                    "A literal "
                            + dtype
                            + Arrays.toString(sizes)
                            + " takes "
                            + expected
                            + " bytes, found "
                            + data.byteSize());
        }
        this.bytes = bytes(data);
        this.data = data.asReadOnly();
        this.splat = splat;
    }

    /// A literal over a segment of `elements * dtype.byteSize()` bytes. The segment is not copied;
    /// it must stay alive and unchanged.
    public static Literal of(DType dtype, long[] sizes, MemorySegment data) {
        return new Literal(dtype, sizes, data, false);
    }

    /// A literal of which every element is the one element in `element`.
    public static Literal splat(DType dtype, long[] sizes, MemorySegment element) {
        return new Literal(dtype, sizes, element, true);
    }

    private static @Nullable ByteBuffer bytes(MemorySegment data) {
        if (data.byteSize() > Integer.MAX_VALUE) {
            return null;
        }
        try {
            return data.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        } catch (UnsupportedOperationException _) {
            return null; // an array of another type
        }
    }

    private static long elements(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            if (size < 0) {
                throw new InvalidGraphException(
                        "A literal has a negative extent: " + Arrays.toString(sizes));
            }
            try {
                product = Math.multiplyExact(product, size);
            } catch (ArithmeticException overflow) {
                throw new InvalidGraphException(
                        "A literal's size overflows: " + Arrays.toString(sizes), overflow);
            }
        }
        return product;
    }

    /// The element type.
    public DType dtype() {
        return dtype;
    }

    /// The extents, a copy.
    public long[] sizes() {
        return sizes.clone();
    }

    /// The number of axes.
    public int rank() {
        return sizes.length;
    }

    /// The number of elements.
    public long elements() {
        return elements;
    }

    /// Whether only one element is held.
    public boolean isSplat() {
        return splat;
    }

    /// The elements, read-only: `elements() * dtype().byteSize()` bytes, or one element if
    /// [#isSplat()].
    public MemorySegment data() {
        return data;
    }

    /// The static type.
    public TensorType type() {
        return new TensorType(dtype, Shape.of(sizes));
    }

    /// Element `index` (row-major) as raw bits, see [DType].
    public long bits(long index) {
        Objects.checkIndex(index, elements);
        long at = splat ? 0 : index;
        return bytes == null
                ? ElementMemory.get(dtype, data, at)
                : ElementMemory.get(dtype, bytes, (int) at);
    }

    /// Element `index` as a double: exact but for integers beyond 53 bits.
    public double asDouble(long index) {
        return Conversion.toDouble(dtype, bits(index));
    }

    /// Element `index` as a long: floats truncate and saturate, an integer beyond 63 bits is its
    /// raw bits.
    public long asLong(long index) {
        return dtype.isFloat() ? (long) asDouble(index) : bits(index);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Literal literal)
                || dtype != literal.dtype
                || !Arrays.equals(sizes, literal.sizes)) {
            return false;
        }
        if (splat == literal.splat) {
            return data.mismatch(literal.data) < 0;
        }
        for (long i = 0; i < elements; i++) {
            if (bits(i) != literal.bits(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                dtype,
                Arrays.hashCode(sizes),
                elements == 0 ? 0L : bits(0),
                elements == 0 ? 0L : bits(elements - 1));
    }

    @Override
    public String toString() {
        return LiteralText.print(this);
    }
}
