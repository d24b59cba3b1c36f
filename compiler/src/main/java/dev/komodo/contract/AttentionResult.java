package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;

/// What becomes of a tile of results between blocks of keys and after the last one: register tiles
/// side by side, with the largest scores and the sums of the rows.
///
/// @param attention what is computed
/// @param results the tiles
/// @param sums the rows' sums
record AttentionResult(
        Attention attention, AttentionTiling tiling, TileRows.Place results, TileRows.Place sums) {
    /// Before the first block.
    static void begin(
            BlockBuilder block,
            AttentionTiling tiling,
            TileRows.Place maxima,
            TileRows.Place sums) {
        LoopType type = new LoopType(maxima.buffer().dtype(), tiling.lanes());
        for (int i = 0; i < tiling.rowElements(); i += tiling.lanes()) {
            Expr lowest = number(type, Double.NEGATIVE_INFINITY);
            block.store(maxima.buffer(), maxima.at(index(i)), lowest);
            block.store(sums.buffer(), sums.at(index(i)), number(type, 0));
        }
    }

    /// Multiplies the rows of a tile by the factors of what was before.
    static void rescale(
            BlockBuilder block,
            Attention attention,
            AttentionTiling tiling,
            TileRows rows,
            TileRows.Place results,
            Expr used) {
        block.loop(
                "moved_row",
                index(0),
                used,
                (inner, row) -> {
                    Expr factor = load(rows.stage().buffer(), rows.factor(row));
                    Expr spread = inner.bind("factor", broadcast(factor, tiling.lanes()));
                    vectors(
                            inner,
                            attention,
                            tiling,
                            results,
                            row,
                            (body, place) -> {
                                Expr before = load(results.buffer(), place, tiling.lanes());
                                body.store(results.buffer(), place, multiply(before, spread));
                            });
                });
    }

    @FunctionalInterface
    private interface VectorBody {
        void write(BlockBuilder block, Expr place);
    }

    /// Visits the vectors of a row, panel by panel.
    private static void vectors(
            BlockBuilder block,
            Attention attention,
            AttentionTiling tiling,
            TileRows.Place results,
            Expr row,
            VectorBody body) {
        int width = tiling.valueColumns();
        block.loop(
                "panel",
                index(0),
                index(attention.columns()),
                width,
                LoopKind.SERIAL,
                (inner, column) -> {
                    Expr tile = multiply(column, index(tiling.rows()));
                    Expr first = add(tile, multiply(row, index(width)));
                    Expr place = inner.let("row_place", results.at(first));
                    for (int shift = 0; shift < width; shift += tiling.lanes()) {
                        body.write(inner, add(place, index(shift)));
                    }
                });
    }

    /// After the last block: divides by the sums.
    ///
    /// @param used how many rows
    void divide(BlockBuilder block, Attention.Hidden hidden, Expr used) {
        block.loop(
                "divided_row",
                index(0),
                used,
                (inner, number) -> {
                    Expr sum = load(sums.buffer(), sums.at(number));
                    divide(inner, hidden, number, inner.bind("sum", sum));
                });
    }

    /// Where there are no keys: zeros.
    void clear(BlockBuilder block, Expr used) {
        block.loop(
                "cleared_row",
                index(0),
                used,
                (inner, row) ->
                        vectors(
                                inner,
                                attention,
                                tiling,
                                results,
                                row,
                                (body, place) ->
                                        body.store(
                                                results.buffer(),
                                                place,
                                                number(
                                                        new LoopType(
                                                                attention.dtype(), tiling.lanes()),
                                                        0))));
    }

    /// Hands the rows to the epilogue.
    ///
    /// @param row the first row
    /// @param used how many rows
    void finish(BlockBuilder block, Expr row, Expr used) {
        int width = tiling.valueColumns();
        block.loop(
                "panel",
                index(0),
                index(attention.columns()),
                width,
                LoopKind.SERIAL,
                (inner, column) -> {
                    Expr tile = multiply(column, index(tiling.rows()));
                    new FinishedTile(
                                    results.buffer(),
                                    inner.let("tile_place", results.at(tile)),
                                    width,
                                    tiling.lanes())
                            .finish(
                                    inner,
                                    attention.epilogue(),
                                    row,
                                    used,
                                    column,
                                    inner.let(
                                            "width", subtract(index(attention.columns()), column)),
                                    attention.columns() % width == 0);
                });
    }

    private void divide(BlockBuilder block, Attention.Hidden hidden, Expr row, Expr sum) {
        int lanes = tiling.lanes();
        Expr spread = block.bind("divisor", broadcast(sum, lanes));
        Expr isZero = block.let("is_zero", isZero(hidden, sum));
        Expr zero = number(spread.type(), 0);
        Expr empty = broadcast(isZero, lanes);
        vectors(
                block,
                attention,
                tiling,
                results,
                row,
                (body, place) -> {
                    Expr quotient =
                            binary(BinaryKind.DIVIDE, load(results.buffer(), place, lanes), spread);
                    body.store(results.buffer(), place, select(empty, zero, quotient));
                });
    }

    /// Whether a row is defined to be 0. The largest score weighs 1: a sum of 0 is one of rows that
    /// are wholly minus infinity.
    private Expr isZero(Attention.Hidden hidden, Expr sum) {
        return switch (hidden) {
            case ZERO -> equal(sum, number(sum.type(), 0));
            case UNDEFINED -> equal(attention.keys(), index(0));
        };
    }
}
