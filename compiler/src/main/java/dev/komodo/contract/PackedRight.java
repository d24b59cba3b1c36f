package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
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

    /// Writes the loops that pack an operand, in `prepare`.
    public void pack(BlockBuilder block, PackSource source) {
        PanelPacker packer = new PanelPacker(source, panelColumns / lanes, lanes);
        block.loop(
                "panel",
                index(0),
                index(columns),
                panelColumns,
                LoopKind.SERIAL,
                (inner, column) -> {
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
        return load(buffer, add(place(column, k), within), count);
    }
}
