package dev.komodo.schedule;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.UnaryOp;

import java.util.List;

/// Rough costs, in simple vector operations an element.
final class Costs {
    /// What is not worth a place in memory.
    static final int CHEAP = 4;

    /// Simple operations that a thread takes at a time, where more are there than one thread should
    /// do ([#SHARED]).
    static final long GRAIN = 32_768;

    /// Simple operations, with [#ACCESS] for those on memory, that one thread does alone: 2 to 5
    /// microseconds. To hand a loop to a second thread and to wait for it takes 0.3 when that
    /// thread is about, and some time of its own when it sleeps (docs/performance.md).
    static final long SHARED = 12 * GRAIN;

    /// What reading or writing an element in the level 2 cache takes, in simple operations.
    static final long ACCESS = 4;

    /// The size, in simple operations, beyond which a kernel is cut.
    static final int BUDGET = 1_500;

    /// The cost of an element up to which two vectors are worked on in turns, and the tail is code
    /// of its own. A formula is one long chain, of which one vector alone keeps the units a third
    /// busy; beyond this, twice the code costs more than it gains.
    static final int INTERLEAVED = 400;

    /// The simple operations of long formulas, in all of a graph, beyond which each is a function
    /// of its own: 75 sines.
    static final int FORMULAS = 3_000;

    /// How many values may follow from one another inside a kernel: what is written recursively
    /// must not exhaust the stack.
    static final int DEPTH = 250;

    /// What a symbolic extent is taken for.
    static final long SYMBOLIC_EXTENT = 256;

    private Costs() {}

    static int of(Op op) {
        return switch (op) {
            case Op.Input _, Op.Weight _, Op.Constant _ -> 0;
            case Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _ -> 0;
            case Op.DimVector _, Op.Iota _, Op.Compare _, Op.Select _, Op.Cast _, Op.Bitcast _ -> 1;
            case Op.Opaque _ -> 0;
            case Op.Unary(UnaryOp kind, var _) -> unary(kind);
            case Op.Binary(BinaryOp kind, var _, var _) -> binary(kind);
            case Op.Pad _ -> 4;
            case Op.Concat concat -> 3 * concat.parts().size();
            case Op.Gather _ -> 6;
            case Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Convolve _,
                    Op.Scatter _,
                    Op.NonZero _,
                    Op.LinearAlgebra _,
                    Op.Sort _,
                    Op.Fourier _,
                    Op.While _,
                    Op.Scan _ ->
                    1;
        };
    }

    /// Simple operations of a Fourier transform, an element: 5 n log2 n for n complex numbers.
    static long fourier(Op.Fourier op) {
        return 1 + 3L * (64 - Long.numberOfLeadingZeros(op.length()));
    }

    private static int unary(UnaryOp kind) {
        return switch (kind) {
            case NEGATE, ABS, FLOOR, CEIL, TRUNCATE, ROUND_EVEN, NOT, IS_NAN, IS_INFINITE -> 1;
            case SIGN -> 3;
            case SQRT, RECIPROCAL -> 4;
            case EXP, EXP2 -> 16;
            case EXPM1, LOG, LOG2, LOG10, LOG1P, SIGMOID -> 25;
            case SIN, COS, TANH, SINH, COSH, ATAN, CBRT, SOFTPLUS, ERF, ERFC -> 40;
            case TAN, ASIN, ACOS, ASINH, ACOSH, ATANH -> 60;
            case LOG_GAMMA, DIGAMMA, TRIGAMMA, BESSEL_J0, BESSEL_J1 -> 120;
            case GAMMA, ERF_INVERSE, ERFC_INVERSE -> 150;
            case BESSEL_I0, BESSEL_I1, BESSEL_I0_SCALED, BESSEL_I1_SCALED -> 100;
        };
    }

    private static int binary(BinaryOp kind) {
        return switch (kind) {
            case ADD, SUBTRACT, MULTIPLY, MINIMUM, MAXIMUM, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT ->
                    1;
            case DIVIDE -> 4;
            case REMAINDER, FLOOR_MODULO -> 12;
            case POWER, ATAN2 -> 60;
        };
    }

    /// The number of elements, as far as it is known.
    static long elements(Shape shape) {
        return elements(shape.dims());
    }

    /// The product of extents, as far as they are known.
    static long elements(List<Dim> dims) {
        long product = 1;
        for (var dim : dims) {
            product *= Math.max(1, dim.bound().constant().orElse(SYMBOLIC_EXTENT));
            if (product > Integer.MAX_VALUE) {
                return Integer.MAX_VALUE;
            }
        }
        return product;
    }
}
