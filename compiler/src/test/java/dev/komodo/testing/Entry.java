package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// A tensor of a graph under generation, with what is known about its elements.
///
/// @param tensor the tensor
/// @param exact whether any right implementation computes the same bits: such values may be
///   compared, floored and indexed with
/// @param bound how large the magnitude of a finite element can be
/// @param error how far apart two right implementations can be
record Entry(Tensor tensor, boolean exact, double bound, double error) {
    /// An exact value. An integer that may wrap may be anything that its dtype holds.
    static Entry exact(Tensor tensor, double bound) {
        DType dtype = tensor.dtype();
        boolean mayWrap =
                dtype.isInteger() && dtype.width() < 32 && bound > (double) dtype.largest();
        return new Entry(tensor, true, mayWrap ? 0x1p16 : bound, 0);
    }

    /// A rounded float, or an exact integer: the error that the operands bring, and a rounding
    /// more.
    static Entry rounded(Tensor tensor, double bound, double brought) {
        if (!tensor.dtype().isFloat()) {
            return exact(tensor, bound);
        }
        double own = epsilon(tensor.dtype()) * Math.max(bound, 0x1p-10);
        return new Entry(tensor, false, bound, brought + own);
    }

    /// The same elements, or some of them, elsewhere.
    Entry moved(Tensor to) {
        return new Entry(to, exact, bound, error);
    }

    DType dtype() {
        return tensor.dtype();
    }

    Shape shape() {
        return tensor.shape();
    }

    /// Whether an extent is known only while the graph runs.
    boolean hasDataDims() {
        return shape().dims().stream()
                .flatMap(dim -> dim.atoms().stream())
                .anyMatch(atom -> atom instanceof Dim.Data);
    }

    /// A few units in the last place, relative to 1.
    static double epsilon(DType dtype) {
        return switch (dtype) {
            case F16 -> 0x1p-9;
            case BF16 -> 0x1p-6;
            case F32 -> 0x1p-21;
            case F64 -> 0x1p-49;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> 0;
        };
    }

    /// The magnitude that values are kept below.
    static double limit(DType dtype) {
        return switch (dtype) {
            case F16, BF16 -> 256;
            case F32 -> 1e5;
            case F64 -> 1e8;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> Double.POSITIVE_INFINITY;
        };
    }
}
