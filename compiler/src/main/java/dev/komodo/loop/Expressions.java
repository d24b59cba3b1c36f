package dev.komodo.loop;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Shorthand for [Expr]s. Integer sums, differences and products of scalars are folded where an
/// operand is a constant, so index arithmetic stays small; float arithmetic is never folded.
public final class Expressions {
    private Expressions() {}

    /// An index constant.
    public static Expr index(long value) {
        return new Expr.Constant(LoopType.INDEX, value);
    }

    /// A truth value in every lane.
    public static Expr bool(boolean value, int lanes) {
        return new Expr.Constant(new LoopType(DType.BOOL, lanes), value ? 1 : 0);
    }

    /// A number in every lane, converted to the type's dtype.
    public static Expr number(LoopType type, double value) {
        return new Expr.Constant(type, Conversion.ofDouble(type.dtype(), value));
    }

    /// An integer in every lane, wrapped to the type's width.
    public static Expr integer(LoopType type, long value) {
        return new Expr.Constant(type, type.dtype().wrap(value));
    }

    /// `a + b`.
    public static Expr add(Expr a, Expr b) {
        if (isInteger(a) && constant(a).isPresent()) {
            return constant(b).isPresent()
                    ? fold(a, value(a) + value(b))
                    : value(a) == 0 ? b : add(b, a);
        }
        if (isInteger(a) && constant(b).isPresent()) {
            if (value(b) == 0) {
                return a;
            }
            if (a instanceof Expr.Binary(BinaryKind kind, Expr x, Expr c)
                    && kind == BinaryKind.ADD
                    && constant(c).isPresent()) {
                return add(x, fold(c, value(c) + value(b)));
            }
        }
        return new Expr.Binary(BinaryKind.ADD, a, b);
    }

    /// `a - b`.
    public static Expr subtract(Expr a, Expr b) {
        if (isInteger(a) && constant(b).isPresent()) {
            return add(a, fold(b, -value(b)));
        }
        return new Expr.Binary(BinaryKind.SUBTRACT, a, b);
    }

    /// `a * b`.
    public static Expr multiply(Expr a, Expr b) {
        if (isInteger(a) && constant(a).isPresent()) {
            return constant(b).isPresent() ? fold(a, value(a) * value(b)) : multiply(b, a);
        }
        if (isInteger(a) && constant(b).isPresent()) {
            return value(b) == 1
                    ? a
                    : value(b) == 0 ? b : new Expr.Binary(BinaryKind.MULTIPLY, a, b);
        }
        return new Expr.Binary(BinaryKind.MULTIPLY, a, b);
    }

    /// `a / b`.
    public static Expr divide(Expr a, Expr b) {
        if (isInteger(a) && constant(b).isPresent() && value(b) == 1) {
            return a;
        }
        if (isInteger(a) && constant(a).isPresent() && constant(b).isPresent()) {
            return folded(BinaryKind.DIVIDE, a, b);
        }
        return new Expr.Binary(BinaryKind.DIVIDE, a, b);
    }

    /// `a % b`, with the sign of `a`.
    public static Expr remainder(Expr a, Expr b) {
        if (isInteger(a) && constant(b).isPresent() && value(b) == 1) {
            return fold(b, 0);
        }
        if (isInteger(a) && constant(a).isPresent() && constant(b).isPresent()) {
            return folded(BinaryKind.REMAINDER, a, b);
        }
        return new Expr.Binary(BinaryKind.REMAINDER, a, b);
    }

    /// The smaller.
    public static Expr minimum(Expr a, Expr b) {
        if (isInteger(a) && constant(a).isPresent() && constant(b).isPresent()) {
            return folded(BinaryKind.MINIMUM, a, b);
        }
        return new Expr.Binary(BinaryKind.MINIMUM, a, b);
    }

    /// The larger.
    public static Expr maximum(Expr a, Expr b) {
        if (isInteger(a) && constant(a).isPresent() && constant(b).isPresent()) {
            return folded(BinaryKind.MAXIMUM, a, b);
        }
        return new Expr.Binary(BinaryKind.MAXIMUM, a, b);
    }

    /// Logical or bitwise and.
    public static Expr and(Expr a, Expr b) {
        return new Expr.Binary(BinaryKind.AND, a, b);
    }

    /// Logical or bitwise or.
    public static Expr or(Expr a, Expr b) {
        return new Expr.Binary(BinaryKind.OR, a, b);
    }

    /// Any function of two operands, not folded.
    public static Expr binary(BinaryKind kind, Expr a, Expr b) {
        return new Expr.Binary(kind, a, b);
    }

    /// A function of one operand.
    public static Expr unary(UnaryKind kind, Expr a) {
        return new Expr.Unary(kind, a);
    }

    /// `a * b + c`, rounded once.
    public static Expr fma(Expr a, Expr b, Expr c) {
        return new Expr.Fma(a, b, c);
    }

    /// A comparison.
    public static Expr compare(CompareOp kind, Expr a, Expr b) {
        return new Expr.Compare(kind, a, b);
    }

    /// `a < b`.
    public static Expr less(Expr a, Expr b) {
        return new Expr.Compare(CompareOp.LESS, a, b);
    }

    /// `a == b`.
    public static Expr equal(Expr a, Expr b) {
        return new Expr.Compare(CompareOp.EQUAL, a, b);
    }

    /// One of two.
    public static Expr select(Expr condition, Expr whenTrue, Expr whenFalse) {
        return new Expr.Select(condition, whenTrue, whenFalse);
    }

    /// Numeric conversion; none where the dtype is right already.
    public static Expr cast(Expr a, DType dtype) {
        return a.type().dtype() == dtype ? a : new Expr.Cast(a, dtype);
    }

    /// The same bits as another dtype.
    public static Expr bitcast(Expr a, DType dtype) {
        return a.type().dtype() == dtype ? a : new Expr.Bitcast(a, dtype);
    }

    /// One element.
    public static Expr load(Buffer buffer, Expr index) {
        return new Expr.Load(buffer, index, 1, Optional.empty());
    }

    /// `lanes` consecutive elements (scalar index) or one for each lane of the index.
    public static Expr load(Buffer buffer, Expr index, int lanes) {
        return new Expr.Load(buffer, index, lanes, Optional.empty());
    }

    /// The same under a mask.
    public static Expr load(Buffer buffer, Expr index, int lanes, Expr mask) {
        return new Expr.Load(buffer, index, lanes, Optional.of(mask));
    }

    /// A scalar in every lane; none for one lane.
    public static Expr broadcast(Expr scalar, int lanes) {
        if (lanes == 1) {
            return scalar;
        }
        return scalar instanceof Expr.Constant(LoopType type, long bits)
                ? new Expr.Constant(type.withLanes(lanes), bits)
                : new Expr.Broadcast(scalar, lanes);
    }

    /// `base, base + 1, ...`.
    public static Expr ramp(Expr base, int lanes) {
        return new Expr.Ramp(base, integer(base.type(), 1), lanes);
    }

    /// `lanes` neighbouring lanes of a vector from lane `first` on.
    public static Expr slice(Expr vector, int first, int lanes) {
        return new Expr.Shuffle(
                List.of(vector), IntStream.range(first, first + lanes).boxed().toList());
    }

    /// The raw bits of an integer constant, if the expression is one.
    public static Optional<Long> constant(Expr expr) {
        return expr instanceof Expr.Constant(LoopType type, long bits) && type.dtype().isInteger()
                ? Optional.of(bits)
                : Optional.empty();
    }

    private static boolean isInteger(Expr expr) {
        return expr.type().dtype().isInteger();
    }

    private static long value(Expr expr) {
        return constant(expr).orElseThrow();
    }

    private static Expr folded(BinaryKind kind, Expr a, Expr b) {
        return fold(a, LaneOps.binary(kind, a.type().dtype()).applyAsLong(value(a), value(b)));
    }

    private static Expr fold(Expr like, long value) {
        return integer(like.type(), value);
    }
}
