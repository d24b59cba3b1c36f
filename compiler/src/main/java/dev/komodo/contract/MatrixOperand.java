package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;

import java.util.Objects;
import java.util.Optional;

/// A matrix in memory: element (outer, k) stands at `offset + outer * outerStride + k * kStride`. A
/// transposed operand differs in its strides only.
///
/// @param buffer where the elements are
/// @param offset an i64 scalar: the place of element (0, 0)
/// @param outerStride an i64 scalar: the distance of neighbours along the operand's own axis
/// @param kStride an i64 scalar: the distance of neighbours along the contracted axis
/// @param dtype the dtype to compute in: the buffer's, or f32 for f16
public record MatrixOperand(Buffer buffer, Expr offset, Expr outerStride, Expr kStride, DType dtype)
        implements PackSource {
    /// Refuses null.
    public MatrixOperand {
        Objects.requireNonNull(buffer);
        Objects.requireNonNull(offset);
        Objects.requireNonNull(outerStride);
        Objects.requireNonNull(kStride);
        Objects.requireNonNull(dtype);
    }

    @Override
    public Direction direction() {
        return isOne(kStride) && !isOne(outerStride) ? Direction.K : Direction.OUTER;
    }

    /// Whether neighbours in a direction are neighbours in memory.
    public boolean isContiguous(Direction direction) {
        return isOne(stride(direction));
    }

    /// Whether rows of columns can be computed with where they lie, if it is a right operand.
    boolean hasRows() {
        return isContiguous(Direction.OUTER) && buffer.dtype() == dtype;
    }

    private Expr stride(Direction direction) {
        return switch (direction) {
            case OUTER -> outerStride;
            case K -> kStride;
        };
    }

    private static boolean isOne(Expr stride) {
        return constant(stride).filter(value -> value == 1).isPresent();
    }

    /// The place of an element.
    public Expr place(Expr outer, Expr k) {
        return add(add(multiply(outer, outerStride), multiply(k, kStride)), offset);
    }

    @Override
    public Expr elements(
            BlockBuilder block,
            Expr outer,
            Expr k,
            Direction direction,
            int lanes,
            Optional<Expr> mask) {
        Expr first = place(outer, k);
        boolean isRow = lanes == 1 || isContiguous(direction);
        Expr index = isRow ? first : new Expr.Ramp(first, stride(direction), lanes);
        return cast(new Expr.Load(buffer, index, lanes, mask), dtype);
    }
}
