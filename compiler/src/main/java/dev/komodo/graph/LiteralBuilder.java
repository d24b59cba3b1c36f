package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/// Writes the elements of a [Literal], all zero at first. One thread at a time; used up by
/// [#build()].
public final class LiteralBuilder {
    private final DType dtype;
    private final long[] sizes;
    private final long elements;
    private final MemorySegment data;

    /// The same bytes, where an array holds them: see [Literal].
    private final @Nullable ByteBuffer bytes;

    /// A builder of a literal of the given extents.
    ///
    /// @throws InvalidGraphException if an extent is negative or the size overflows
    public LiteralBuilder(DType dtype, long... sizes) {
        this.dtype = dtype;
        this.sizes = sizes.clone();
        long size;
        try {
            Dim count = Shape.of(sizes).elements();
            this.elements = count.evaluate(_ -> 0);
            size = Math.multiplyExact(elements, (long) dtype.byteSize());
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    "A literal's size overflows: " + dtype + Shape.of(sizes), overflow);
        }
        if (elements < 0) {
            throw new InvalidGraphException(
                    "A literal has a negative extent: " + dtype + Shape.of(sizes));
        }
        this.data = allocate(size);
        this.bytes = data.isNative() ? null : data.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MemorySegment allocate(long bytes) {
        return bytes <= Integer.MAX_VALUE - 8
                ? MemorySegment.ofArray(new byte[(int) bytes])
                : Arena.ofAuto().allocate(bytes, 64);
    }

    /// A scalar.
    ///
    /// @throws InvalidGraphException if an integer dtype is asked to hold what is no integer
    public static Literal scalar(DType dtype, double value) {
        return new LiteralBuilder(dtype).put(0, value).build();
    }

    /// A scalar of an integer dtype, or of any by conversion.
    ///
    /// @throws InvalidGraphException if an integer dtype is asked to hold what it can't
    public static Literal scalar(DType dtype, long value) {
        if (dtype.isInteger()
                && (dtype.wrap(value) != value || (dtype.isUnsigned() && value < 0))) {
            throw new InvalidGraphException(
                    "A constant of dtype " + dtype + " cannot hold " + value);
        }
        LiteralBuilder literal = new LiteralBuilder(dtype);
        return (dtype.isInteger() ? literal.putBits(0, value) : literal.put(0, (double) value))
                .build();
    }

    /// A literal of one value everywhere, held as one element.
    public static Literal splat(DType dtype, double value, long... sizes) {
        return Literal.splat(dtype, sizes, scalar(dtype, value).data());
    }

    /// A vector of doubles rounded to a dtype.
    public static Literal vector(DType dtype, double... values) {
        return of(dtype, new long[] {values.length}, values);
    }

    /// A literal of the given extents, row-major.
    ///
    /// @throws InvalidGraphException if there are more or fewer values than elements
    public static Literal of(DType dtype, long[] sizes, double... values) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        if (literal.elements != values.length) {
            throw new InvalidGraphException(
                    "A literal "
                            + dtype
                            + Shape.of(sizes)
                            + " has "
                            + literal.elements
                            + " elements, found "
                            + values.length
                            + " values");
        }
        for (int i = 0; i < values.length; i++) {
            literal.put(i, values[i]);
        }
        return literal.build();
    }

    /// The number of elements.
    public long elements() {
        return elements;
    }

    /// Sets element `index` (row-major) to a number: floats round to nearest even, bool is `value
    /// != 0`.
    ///
    /// @throws InvalidGraphException if the dtype is an integer type that does not hold the value
    public LiteralBuilder put(long index, double value) {
        if (!Conversion.holds(dtype, value)) {
            throw new InvalidGraphException(
                    "A constant of dtype " + dtype + " cannot hold " + value);
        }
        return putBits(index, Conversion.ofDouble(dtype, value));
    }

    /// Sets element `index` (row-major) to raw bits, as [Literal#bits(long)] gives them.
    public LiteralBuilder putBits(long index, long bits) {
        Objects.checkIndex(index, elements);
        if (bytes == null) {
            ElementMemory.set(dtype, data, index, bits);
        } else {
            ElementMemory.set(dtype, bytes, (int) index, bits);
        }
        return this;
    }

    /// The literal.
    public Literal build() {
        return Literal.of(dtype, sizes, data);
    }
}
