package dev.komodo.runtime;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ElementMemory;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Shape;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;

/// A dense tensor over a [MemorySegment]: native-endian (little) elements in row-major order. The
/// array does not own the segment: it is as alive, and as confined to a thread, as its arena.
public final class NDArray {
    /// The alignment in bytes of arrays that this class allocates.
    public static final long ALIGNMENT = 64;

    private final DType dtype;
    private final long[] sizes;
    private final long elements;
    private final MemorySegment segment;

    private NDArray(DType dtype, long[] sizes, MemorySegment segment) {
        this.dtype = dtype;
        this.sizes = sizes;
        this.elements = count(sizes);
        this.segment = segment;
    }

    /// A new native array of zeros, [#ALIGNMENT] bytes aligned, as alive as the arena.
    ///
    /// @throws InvalidGraphException if the shape has symbolic dims or its size overflows
    public static NDArray of(Arena arena, DType dtype, Shape shape) {
        return of(arena, dtype, sizes(shape));
    }

    /// A new native array of zeros.
    ///
    /// @throws InvalidGraphException if an extent is negative or the size overflows
    public static NDArray of(Arena arena, DType dtype, long... sizes) {
        long bytes = bytes(dtype, sizes);
        return new NDArray(dtype, sizes.clone(), arena.allocate(bytes, ALIGNMENT));
    }

    /// A view of a segment, which may be larger than the array. Heap segments are allowed: short
    /// calls use them in place, others copy them.
    ///
    /// @throws InvalidGraphException if the segment is too small
    public static NDArray wrap(MemorySegment segment, DType dtype, Shape shape) {
        return wrap(segment, dtype, sizes(shape));
    }

    /// A view of a segment.
    ///
    /// @throws InvalidGraphException if the segment is too small
    public static NDArray wrap(MemorySegment segment, DType dtype, long... sizes) {
        long bytes = bytes(dtype, sizes);
        if (segment.byteSize() < bytes) {
            throw new InvalidGraphException(
                    "Wrapping a segment as "
                            + dtype
                            + Arrays.toString(sizes)
                            + " takes "
                            + bytes
                            + " bytes, found "
                            + segment.byteSize());
        }
        return new NDArray(dtype, sizes.clone(), segment.asSlice(0, bytes));
    }

    /// A native copy of a literal.
    public static NDArray copyOf(Arena arena, Literal literal) {
        NDArray array = of(arena, literal.dtype(), literal.sizes());
        if (literal.isSplat()) {
            long step = literal.dtype().byteSize();
            for (long i = 0; i < array.elements; i++) {
                MemorySegment.copy(literal.data(), 0, array.segment, i * step, step);
            }
        } else {
            array.segment.copyFrom(literal.data());
        }
        return array;
    }

    /// The elements as a literal, copied.
    public Literal toLiteral() {
        return Literal.of(
                dtype, sizes, MemorySegment.ofArray(segment.toArray(ValueLayout.JAVA_BYTE)));
    }

    /// The element type.
    public DType dtype() {
        return dtype;
    }

    /// The extents, a copy.
    public long[] sizes() {
        return sizes.clone();
    }

    /// Whether these are the extents; never if null.
    boolean hasSizes(long @Nullable [] asked) {
        return asked != null && Arrays.equals(sizes, asked);
    }

    /// The extents as a shape.
    public Shape shape() {
        return Shape.of(sizes);
    }

    /// The number of axes.
    public int rank() {
        return sizes.length;
    }

    /// The extent of an axis.
    public long size(int axis) {
        return sizes[axis];
    }

    /// The number of elements.
    public long elements() {
        return elements;
    }

    /// The memory: exactly `elements() * dtype().byteSize()` bytes.
    public MemorySegment segment() {
        return segment;
    }

    /// The first elements under another shape of at most as many elements, over the same memory.
    ///
    /// @throws InvalidGraphException if the shape has more elements
    public NDArray view(long... sizes) {
        return wrap(segment, dtype, sizes);
    }

    /// Copies values into the array, converted as by a cast.
    ///
    /// @throws InvalidGraphException if there are not as many values as elements
    public NDArray fill(double[] values) {
        requireCount(values.length);
        for (int i = 0; i < values.length; i++) {
            set(i, values[i]);
        }
        return this;
    }

    /// Copies values into the array, converted as by a cast.
    ///
    /// @throws InvalidGraphException if there are not as many values as elements
    public NDArray fill(float[] values) {
        requireCount(values.length);
        for (int i = 0; i < values.length; i++) {
            set(i, values[i]);
        }
        return this;
    }

    /// Copies values into an array of integers; u64 takes raw bits.
    ///
    /// @throws InvalidGraphException if the dtype is no integer, it does not hold a value, or there
    ///   are not as many values as elements
    public NDArray fill(long[] values) {
        requireCount(values.length);
        if (!dtype.isInteger()) {
            throw new InvalidGraphException("Integers fill an array of integers, found " + this);
        }
        for (int i = 0; i < values.length; i++) {
            if (dtype.wrap(values[i]) != values[i]) {
                throw new InvalidGraphException(
                        "Element " + i + " of " + this + " cannot hold " + values[i]);
            }
            ElementMemory.set(dtype, segment, i, values[i]);
        }
        return this;
    }

    /// Copies f64 values without conversion. The fast way in for a sampler's position: no
    /// allocation.
    ///
    /// @throws InvalidGraphException if the dtype is not f64 or the counts differ
    public void copyFrom(double[] values) {
        requireCount(values.length);
        if (dtype != DType.F64) {
            throw new InvalidGraphException("copyFrom(double[]) takes an f64 array, found " + this);
        }
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, values.length);
    }

    /// Copies f32 values without conversion.
    ///
    /// @throws InvalidGraphException if the dtype is not f32 or the counts differ
    public void copyFrom(float[] values) {
        requireCount(values.length);
        if (dtype != DType.F32) {
            throw new InvalidGraphException("copyFrom(float[]) takes an f32 array, found " + this);
        }
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
    }

    /// Element `index` in row-major order as a double.
    public double get(long index) {
        Objects.checkIndex(index, elements);
        long bits = ElementMemory.get(dtype, segment, index);
        return dtype == DType.BOOL ? (bits != 0 ? 1 : 0) : Conversion.toDouble(dtype, bits);
    }

    /// Element `index` in row-major order as a long: floats truncate and saturate, a u64 is its raw
    /// bits.
    public long getLong(long index) {
        return dtype.isInteger()
                ? ElementMemory.get(dtype, segment, Objects.checkIndex(index, elements))
                : (long) get(index);
    }

    /// Sets element `index` in row-major order, converted as by a cast.
    public void set(long index, double value) {
        Objects.checkIndex(index, elements);
        ElementMemory.set(dtype, segment, index, Conversion.ofDouble(dtype, value));
    }

    /// The elements as doubles, in row-major order.
    public double[] toDoubleArray() {
        double[] values = new double[Math.toIntExact(elements)];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /// The elements as longs, in row-major order.
    public long[] toLongArray() {
        long[] values = new long[Math.toIntExact(elements)];
        for (int i = 0; i < values.length; i++) {
            values[i] = getLong(i);
        }
        return values;
    }

    /// The type, such as `f32[1000, 20]`.
    @Override
    public String toString() {
        return dtype + Arrays.toString(sizes);
    }

    private void requireCount(int values) {
        if (values != elements) {
            throw new InvalidGraphException(
                    "Filling " + this + " takes " + elements + " values, found " + values);
        }
    }

    private static long[] sizes(Shape shape) {
        long[] sizes = new long[shape.rank()];
        for (int i = 0; i < sizes.length; i++) {
            Dim dim = shape.dim(i);
            sizes[i] =
                    dim.constant()
                            .orElseThrow(
                                    () ->
                                            new InvalidGraphException(
                                                    "An array has known extents; "
                                                            + shape
                                                            + " has "
                                                            + dim));
        }
        return sizes;
    }

    private static long count(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    private static long bytes(DType dtype, long[] sizes) {
        for (long size : sizes) {
            if (size < 0) {
                throw new InvalidGraphException(
                        "An array has a negative extent: " + dtype + Arrays.toString(sizes));
            }
        }
        try {
            return Math.multiplyExact(count(sizes), (long) dtype.byteSize());
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    "The size of " + dtype + Arrays.toString(sizes) + " overflows 64 bits",
                    overflow);
        }
    }
}
