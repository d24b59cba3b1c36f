package dev.komodo.interp;

import dev.komodo.graph.BrainFloat;
import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.graph.HalfFloat;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

/// A tensor of the interpreter: row-major elements, floats as doubles that their dtype holds,
/// integers and truth values as raw bits. Written while it is made, constant afterwards.
final class Elements {
    private static final int MAXIMUM = Integer.MAX_VALUE - 8;

    private final DType dtype;
    private final long[] sizes;
    private final int count;
    private final double[] reals;
    private final long[] integers;

    private Elements(DType dtype, long[] sizes, int count) {
        this.dtype = dtype;
        this.sizes = sizes;
        this.count = count;
        this.reals = new double[dtype.isFloat() ? count : 0];
        this.integers = new long[dtype.isFloat() ? 0 : count];
    }

    private Elements(Elements other, long[] sizes) {
        this.dtype = other.dtype;
        this.sizes = sizes;
        this.count = other.count;
        this.reals = other.reals;
        this.integers = other.integers;
    }

    /// A tensor of zeros.
    static Elements zeros(DType dtype, long... sizes) {
        long count = 1;
        for (long size : sizes) {
            if (size < 0) {
                throw Failures.size(size + " is negative");
            }
            try {
                count = Math.multiplyExact(count, size);
            } catch (ArithmeticException overflow) {
                throw Failures.size("the number of elements overflows 64 bits");
            }
        }
        if (count > MAXIMUM) {
            throw Failures.size(count + " elements are more than the interpreter holds");
        }
        return new Elements(dtype, sizes.clone(), (int) count);
    }

    static Elements of(Literal literal) {
        Elements elements = zeros(literal.dtype(), literal.sizes());
        for (int i = 0; i < elements.count; i++) {
            elements.setBits(i, literal.bits(i));
        }
        return elements;
    }

    Literal literal() {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        for (int i = 0; i < count; i++) {
            literal.putBits(i, bits(i));
        }
        return literal.build();
    }

    DType dtype() {
        return dtype;
    }

    /// The extents; not to be written to.
    long[] sizes() {
        return sizes;
    }

    int rank() {
        return sizes.length;
    }

    int count() {
        return count;
    }

    double real(int index) {
        return reals[index];
    }

    long integer(int index) {
        return integers[index];
    }

    /// Element `index` as a double, whatever the dtype.
    double number(int index) {
        return dtype.isFloat() ? reals[index] : Conversion.toDouble(dtype, integers[index]);
    }

    /// Element `index` as raw bits.
    long bits(int index) {
        return dtype.isFloat() ? Conversion.ofDouble(dtype, reals[index]) : integers[index];
    }

    /// Sets an element to raw bits.
    void setBits(int index, long bits) {
        if (dtype.isFloat()) {
            reals[index] = Conversion.toDouble(dtype, bits);
        } else {
            integers[index] = bits;
        }
    }

    boolean truth(int index) {
        return integers[index] != 0;
    }

    /// Sets a float to the result of an operation, rounded to what the dtype is computed in, and
    /// then to the dtype.
    void setReal(int index, double value) {
        reals[index] =
                switch (dtype) {
                    case F16 -> HalfFloat.round((float) value);
                    case BF16 -> BrainFloat.round((float) value);
                    case F32 -> (float) value;
                    case F64 -> value;
                    case I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                            throw new IllegalStateException("A float for " + dtype);
                };
    }

    /// Sets an integer, which wraps to the dtype, or a truth value.
    void setInteger(int index, long value) {
        integers[index] = dtype.wrap(value);
    }

    void setTruth(int index, boolean value) {
        integers[index] = value ? 1 : 0;
    }

    /// Sets an element to one of a tensor of the same dtype.
    void copy(int index, Elements from, int at) {
        if (dtype.isFloat()) {
            reals[index] = from.reals[at];
        } else {
            integers[index] = from.integers[at];
        }
    }

    /// Sets `length` consecutive elements.
    void copy(int index, Elements from, int at, int length) {
        if (dtype.isFloat()) {
            System.arraycopy(from.reals, at, reals, index, length);
        } else {
            System.arraycopy(from.integers, at, integers, index, length);
        }
    }

    /// The same elements under other extents of the same product.
    Elements reshaped(long[] to) {
        return new Elements(this, to);
    }
}
