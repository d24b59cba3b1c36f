package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

/// Random words as fractions of 1.
final class RandomFractions {
    private static final double WORD = 0x1p-32;

    private RandomFractions() {}

    /// `k / 2^p` with p the bits of the dtype's significand and k uniform: in `[0, 1)`.
    static Tensor halfOpen(Threefry words, DType dtype) {
        if (dtype == DType.F64) {
            Tensor upper = upperBits(words.first(), 27).cast(DType.F64).mul(0x1p-27);
            return upper.add(upperBits(words.second(), 26).cast(DType.F64).mul(0x1p-53));
        }
        int bits = significandBits(dtype);
        Tensor whole = upperBits(words.first(), bits).cast(dtype.arithmetic());
        return whole.mul(Math.scalb(1.0, -bits)).cast(dtype);
    }

    /// The bits of a float's significand, the leading one included.
    static int significandBits(DType dtype) {
        return switch (dtype) {
            case F16 -> 11;
            case BF16 -> 8;
            case F32 -> 24;
            case F64 -> 53;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new InvalidGraphException("Random fractions are floats, found " + dtype);
        };
    }

    /// As i32, which every processor converts to floats: at most 31 bits.
    private static Tensor upperBits(Tensor word, int bits) {
        Tensor distance = word.builder().constant(DType.U32, 32L - bits);
        return word.shiftRight(distance).bitcast(DType.I32);
    }

    /// All bits of the words plus half of the last one, rounded once: in `(0, 1]`, as fine near 0
    /// as the dtype is. 1 itself stands for what rounds to it.
    ///
    /// @param dtype f32 or f64
    static Tensor positive(Threefry words, DType dtype) {
        if (dtype == DType.F64) {
            Tensor lower = words.second().cast(DType.F64).mul(WORD * WORD).add(WORD * WORD / 2);
            return words.first().cast(DType.F64).mul(WORD).add(lower);
        }
        return words.first().cast(dtype).mul(WORD).add(WORD / 2);
    }

    /// A fraction of a turn, in `[-1/2, 1/2]`, as fine near 0 as the dtype is.
    static Tensor turn(Tensor upper, Tensor lower, DType dtype) {
        Tensor coarse = upper.bitcast(DType.I32).cast(dtype).mul(WORD);
        return dtype == DType.F64 ? coarse.add(lower.cast(DType.F64).mul(WORD * WORD)) : coarse;
    }
}
