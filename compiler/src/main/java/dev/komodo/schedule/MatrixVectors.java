package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.slice;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.function.BiFunction;

/// What orthogonal factorizations do with vectors in memory. Sums have [#LANES] partial sums on
/// every machine, so that results do not depend on the width of vectors.
final class MatrixVectors {
    /// Partial sums of a scalar product.
    private static final int LANES = 8;

    private final Matrices matrices;
    private final KernelWriter writer;

    MatrixVectors(Matrices matrices) {
        this.matrices = matrices;
        this.writer = matrices.writer();
    }

    /// The scalar product of `count` neighbours in two buffers.
    Expr dot(Buffer left, Expr leftAt, Buffer right, Expr rightAt, Expr count) {
        Expr.Var sum = writer.declare("sum", number(matrices.type(LANES), 0));
        matrices.vectors(
                index(0),
                count,
                LANES,
                (j, guard) -> {
                    Expr a = matrices.load(left, writer.let("at", add(leftAt, j)), guard);
                    Expr b = matrices.load(right, writer.let("at", add(rightAt, j)), guard);
                    writer.assign(sum, fma(a, b, sum));
                });
        return folded(sum, Expressions::add);
    }

    private Expr folded(Expr.Var lanes, BiFunction<Expr, Expr, Expr> join) {
        Expr all = lanes;
        for (int half = lanes.type().lanes() / 2; half >= 1; half /= 2) {
            Expr whole = writer.snapshot("folded", all);
            all = join.apply(slice(whole, 0, half), slice(whole, half, half));
        }
        return writer.snapshot("folded", all);
    }

    /// The largest magnitude of `count` neighbours; NaN if one is.
    Expr largest(Buffer buffer, Expr begin, Expr count) {
        Expr.Var largest = writer.declare("largest", number(matrices.type(LANES), 0));
        matrices.vectors(
                index(0),
                count,
                LANES,
                (j, guard) -> {
                    Expr value = matrices.load(buffer, writer.let("at", add(begin, j)), guard);
                    writer.assign(largest, maximum(largest, unary(UnaryKind.ABS, value)));
                });
        return folded(largest, Expressions::maximum);
    }

    /// The power of two at or below a magnitude, or the smallest normal one.
    Expr powerOfTwo(Expr magnitude) {
        boolean isDouble = matrices.dtype() == DType.F64;
        LoopType bits = LoopType.scalar(isDouble ? DType.I64 : DType.I32);
        Expr exponent = integer(bits, isDouble ? 0x7ff0000000000000L : 0x7f800000L);
        Expr found =
                bitcast(
                        Expressions.binary(
                                BinaryKind.AND, bitcast(magnitude, bits.dtype()), exponent),
                        matrices.dtype());
        Expr smallest = number(matrices.type(1), isDouble ? Double.MIN_NORMAL : Float.MIN_NORMAL);
        return writer.snapshot("power", maximum(found, smallest));
    }

    /// `to = from * factor` for `count` neighbours.
    void scale(Buffer from, Expr fromAt, Buffer to, Expr toAt, Expr count, Expr factor, int lanes) {
        matrices.vectors(
                index(0),
                count,
                lanes,
                (j, guard) -> {
                    Expr value = matrices.load(from, writer.let("at", add(fromAt, j)), guard);
                    Expr wide = Lowering.widen(factor, writer.lanes());
                    Expr product = writer.snapshot("scaled", multiply(value, wide));
                    matrices.store(to, writer.let("at", add(toAt, j)), product, guard);
                });
    }

    /// Exchanges `count` neighbours at two places.
    void exchange(Buffer buffer, Expr one, Expr other, Expr count, int lanes) {
        matrices.vectors(
                index(0),
                count,
                lanes,
                (j, guard) -> {
                    Expr first = writer.let("at", add(one, j));
                    Expr second = writer.let("at", add(other, j));
                    Expr a = matrices.load(buffer, first, guard);
                    Expr b = matrices.load(buffer, second, guard);
                    matrices.store(buffer, first, b, guard);
                    matrices.store(buffer, second, a, guard);
                });
    }

    /// 1, or -1 where the first of `count` neighbours that is at least half as large as the largest
    /// is negative: rounding does not decide among components of equal magnitude.
    Expr orientation(Buffer buffer, Expr begin, Expr count) {
        LoopType type = matrices.type(1);
        Expr half =
                writer.snapshot("half", multiply(largest(buffer, begin, count), number(type, 0.5)));
        Expr.Var sign = writer.declare("sign", number(type, 0));
        matrices.loop(
                "j",
                index(0),
                count,
                1,
                j -> {
                    Expr value = matrices.load(buffer, writer.let("at", add(begin, j)));
                    Expr isLarge =
                            Expressions.compare(
                                    CompareOp.GREATER_EQUAL, unary(UnaryKind.ABS, value), half);
                    Expr isFirst =
                            Expressions.and(isLarge, Expressions.equal(sign, number(type, 0)));
                    Expr own =
                            select(less(value, number(type, 0)), number(type, -1), number(type, 1));
                    writer.assign(sign, select(isFirst, own, sign));
                });
        Expr isNegative = less(sign, number(type, 0));
        return writer.snapshot(
                "orientation", select(isNegative, number(type, -1), number(type, 1)));
    }

    /// Applies `1 - tau v v^T` from the left to columns `[from, to)` of a row-major matrix, in rows
    /// `[top, bottom)`. `v` is 1 in row `top`; below, row `i` has `v[vAt + i * vStride]`.
    void reflect(Reflection r, Buffer buffer, Expr base, Expr width, Expr from, Expr to) {
        int lanes = matrices.lanes(matrices.columns());
        matrices.vectors(
                from,
                to,
                lanes,
                (j, guard) -> {
                    Expr top = matrices.at(base, r.top(), width, j);
                    Expr first = matrices.load(buffer, top, guard);
                    Expr.Var sum = writer.declare("sum", first);
                    Expr below = writer.let("below", add(r.top(), index(1)));
                    matrices.loop(
                            "i",
                            below,
                            r.bottom(),
                            1,
                            i -> {
                                Expr row =
                                        matrices.load(
                                                buffer, matrices.at(base, i, width, j), guard);
                                Expr v = Lowering.widen(element(r, i), writer.lanes());
                                writer.assign(sum, fma(v, row, sum));
                            });
                    Expr tau = Lowering.widen(r.tau(), writer.lanes());
                    Expr share = writer.snapshot("share", multiply(tau, sum));
                    matrices.store(
                            buffer,
                            top,
                            writer.snapshot("rest", Expressions.subtract(first, share)),
                            guard);
                    matrices.loop(
                            "i",
                            below,
                            r.bottom(),
                            1,
                            i -> {
                                Expr at = matrices.at(base, i, width, j);
                                Expr row = matrices.load(buffer, at, guard);
                                Expr rest = matrices.less(row, element(r, i), share);
                                matrices.store(buffer, at, writer.snapshot("rest", rest), guard);
                            });
                });
    }

    /// Makes the vector of a reflection that leaves nothing of elements behind the first, in their
    /// place: `count` elements `stride` apart. The first becomes what all of them together are.
    ///
    /// Source: G. H. Golub, C. F. Van Loan, "Matrix computations", 4th edition (2013), 5.1.3;
    /// scaled by the largest element, so that no square overflows.
    ///
    /// @return tau; 0 where there is nothing to do
    Expr annihilate(Buffer buffer, Expr at, Expr stride, Expr count) {
        LoopType type = matrices.type(1);
        Expr zero = number(type, 0);
        Expr first = matrices.load(buffer, at);
        Expr.Var largest = writer.declare("largest", zero);
        matrices.loop(
                "i",
                index(1),
                count,
                1,
                i -> {
                    Expr value = matrices.load(buffer, matrices.at(at, i, stride, index(0)));
                    writer.assign(largest, maximum(largest, unary(UnaryKind.ABS, value)));
                });
        Expr.Var tau = writer.declare("tau", zero);
        writer.when(
                writer.snapshot(
                        "is_wanted", unary(UnaryKind.NOT, Expressions.equal(largest, zero))),
                () -> {
                    Expr scale =
                            powerOfTwo(
                                    writer.snapshot(
                                            "scale",
                                            maximum(largest, unary(UnaryKind.ABS, first))));
                    Expr scaled = writer.snapshot("scaled", divide(first, scale));
                    Expr.Var squares = writer.declare("squares", multiply(scaled, scaled));
                    matrices.loop(
                            "i",
                            index(1),
                            count,
                            1,
                            i -> {
                                Expr place = matrices.at(at, i, stride, index(0));
                                Expr value =
                                        writer.snapshot(
                                                "scaled",
                                                divide(matrices.load(buffer, place), scale));
                                writer.assign(squares, fma(value, value, squares));
                            });
                    Expr norm = writer.snapshot("norm", unary(UnaryKind.SQRT, squares));
                    Expr isNegative = less(scaled, zero);
                    Expr all =
                            writer.snapshot(
                                    "whole",
                                    select(isNegative, norm, unary(UnaryKind.NEGATE, norm)));
                    Expr gap = writer.snapshot("gap", Expressions.subtract(scaled, all));
                    writer.assign(tau, divide(unary(UnaryKind.NEGATE, gap), all));
                    Expr whole = writer.snapshot("whole", multiply(all, scale));
                    matrices.store(buffer, at, whole, Guard.NONE);
                    matrices.loop(
                            "i",
                            index(1),
                            count,
                            1,
                            i -> {
                                Expr place = matrices.at(at, i, stride, index(0));
                                Expr value = divide(matrices.load(buffer, place), scale);
                                Expr direction = writer.snapshot("direction", divide(value, gap));
                                matrices.store(buffer, place, direction, Guard.NONE);
                            });
                });
        return writer.snapshot("tau", tau);
    }

    private Expr element(Reflection r, Expr row) {
        return matrices.load(r.vector(), matrices.at(r.at(), row, r.stride(), index(0)));
    }

    /// `1 - tau v v^T`: where `v` stands, and which rows it covers.
    record Reflection(Expr tau, Buffer vector, Expr at, Expr stride, Expr top, Expr bottom) {}
}
