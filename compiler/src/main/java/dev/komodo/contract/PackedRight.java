package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.Objects;
import java.util.Optional;

/// A right operand that is packed once and used often: weights, in a prepared buffer. Panels of as
/// many columns as the register tile has follow each other; in a panel, the columns' elements at
/// one step of the contracted axis are neighbours.
///
/// It is a [PackSource] like any other; drivers take its panels as they are.
///
/// @param buffer where the panels are, at least [#elements] elements
/// @param offset the first element
/// @param columns how many columns
/// @param depth the extent of the contracted axis
/// @param panelColumns columns of a panel
/// @param lanes elements of a vector
public record PackedRight(
        Buffer buffer, Expr offset, long columns, long depth, int panelColumns, int lanes)
        implements PackSource {
    /// What a call would pack in a tenth of the fixed cost of `prepare`: a downcall from a JVM that
    /// has not compiled its way yet, some 20 microseconds, at some 16 bytes a nanosecond.
    private static final long LEAST_BYTES = 32 * 1024;

    /// With more rows, packing is less than a hundredth of a product: an element is packed in the
    /// time of about four of its products.
    private static final long MOST_ROWS = 400;

    /// Elements whose packing is worth a thread.
    private static final long SERIAL_ELEMENTS = 1L << 17;

    /// Refuses null.
    public PackedRight {
        Objects.requireNonNull(buffer);
        Objects.requireNonNull(offset);
    }

    /// The packed form of an operand on a target; the buffer's dtype is the dtype to compute in.
    public static PackedRight of(
            Target target, Buffer buffer, Expr offset, long columns, long depth) {
        int lanes = target.lanes(buffer.dtype().byteSize());
        int panelColumns = Tiling.vectors(lanes, index(columns)) * lanes;
        return new PackedRight(buffer, offset, columns, depth, panelColumns, lanes);
    }

    /// How many elements the packed form takes.
    public static long elements(Target target, DType dtype, long columns, long depth) {
        int lanes = target.lanes(dtype.byteSize());
        int panelColumns = Tiling.vectors(lanes, index(columns)) * lanes;
        return roundUp(columns, panelColumns) * roundUp(depth, lanes);
    }

    private static long roundUp(long count, long unit) {
        return (count + unit - 1) / unit * unit;
    }

    /// Whether finding a constant right operand packed is worth the room and the time of packing it
    /// when the kernel is loaded: where calls would pack, or transpose, as much that the fixed cost
    /// of `prepare` comes back within ten calls, and where packing is a part of a call that can be
    /// measured.
    ///
    /// @param rows an i64 scalar; where it is not known, few and many are expected
    /// @param columns how many columns
    /// @param depth the extent of the contracted axis
    /// @param direction in which the operand is read where it lies
    public static boolean pays(
            Target target, DType dtype, Expr rows, long columns, long depth, Direction direction) {
        long count = constant(rows).orElse(Long.MAX_VALUE);
        // Few rows read rows of the right operand where they are, as fast as packed.
        boolean isReadInPlace = direction == Direction.OUTER && count <= Tiling.mostRows(target, 2);
        return !isReadInPlace
                && columns * depth * dtype.byteSize() >= LEAST_BYTES
                && constant(rows).orElse(1L) <= MOST_ROWS;
    }

    /// Writes the loops that pack an operand, in `prepare`.
    public void pack(BlockBuilder block, PackSource source) {
        PanelPacker packer = new PanelPacker(source, panelColumns / lanes, lanes);
        block.parallel(
                "panel",
                index(0),
                index(columns),
                panelColumns,
                Math.max(1, SERIAL_ELEMENTS / (panelColumns * Math.max(1, depth))),
                (inner, column, _) -> {
                    Expr left = subtract(index(columns), column);
                    Expr width = inner.let("width", minimum(left, index(panelColumns)));
                    Expr place = inner.let("place", place(column, index(0)));
                    packer.pack(inner, buffer, place, column, width, index(0), index(depth));
                });
    }

    /// Where the elements of the columns from `column` on begin at step `k`.
    ///
    /// @param column the first column of a panel
    Expr place(Expr column, Expr k) {
        Expr panel = multiply(column, index(roundUp(depth, lanes)));
        return add(add(offset, panel), multiply(k, index(panelColumns)));
    }

    @Override
    public Direction direction() {
        return Direction.OUTER;
    }

    @Override
    public Expr elements(
            BlockBuilder block,
            Expr outer,
            Expr k,
            Direction direction,
            int count,
            Optional<Expr> mask) {
        Expr within = remainder(outer, index(panelColumns));
        Expr column = multiply(divide(outer, index(panelColumns)), index(panelColumns));
        return new Expr.Load(buffer, add(place(column, k), within), count, mask);
    }
}
