package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;

import java.util.Optional;

/// A register tile whose sums are complete, in scratch memory, row after row.
///
/// @param buffer the scratch memory
/// @param place an i64 scalar: the tile's first element
/// @param tileColumns columns of the tile, a multiple of the lanes
/// @param lanes elements of a vector
record FinishedTile(Buffer buffer, Expr place, int tileColumns, int lanes) {
    /// Sends the tile through the epilogue.
    ///
    /// @param row the tile's first row in the result
    /// @param rows how many rows are part of the result
    /// @param column the tile's first column in the result
    /// @param width how many columns are part of the result; may be more than the tile has
    /// @param isWhole whether all columns are known to be
    void finish(
            BlockBuilder block,
            Epilogue epilogue,
            Expr row,
            Expr rows,
            Expr column,
            Expr width,
            boolean isWhole) {
        if (isWhole) {
            wholeRows(block, epilogue, row, rows, column);
            return;
        }
        block.choose(
                less(width, index(tileColumns)),
                cut ->
                        rows(
                                cut,
                                row,
                                rows,
                                (inner, result, number) ->
                                        cutRow(inner, epilogue, result, number, column, width)),
                whole -> wholeRows(whole, epilogue, row, rows, column));
    }

    private void wholeRows(
            BlockBuilder block, Epilogue epilogue, Expr row, Expr rows, Expr column) {
        rows(
                block,
                row,
                rows,
                (inner, result, number) -> wholeRow(inner, epilogue, result, number, column));
    }

    @FunctionalInterface
    private interface RowBody {
        void write(BlockBuilder block, Expr result, Expr number);
    }

    private static void rows(BlockBuilder block, Expr row, Expr rows, RowBody body) {
        block.loop(
                "tile_row",
                index(0),
                rows,
                (inner, number) ->
                        body.write(inner, inner.let("result_row", add(row, number)), number));
    }

    private void wholeRow(
            BlockBuilder block, Epilogue epilogue, Expr row, Expr number, Expr column) {
        for (int shift = 0; shift < tileColumns; shift += lanes) {
            store(block, epilogue, row, number, column, index(shift), Optional.empty());
        }
    }

    private void cutRow(
            BlockBuilder block, Epilogue epilogue, Expr row, Expr number, Expr column, Expr width) {
        block.loop(
                "shift",
                index(0),
                width,
                lanes,
                LoopKind.SERIAL,
                (inner, shift) -> {
                    Expr left = subtract(width, shift);
                    Expr mask = inner.bind("mask", Masks.first(left, lanes));
                    store(inner, epilogue, row, number, column, shift, Optional.of(mask));
                });
    }

    private void store(
            BlockBuilder block,
            Epilogue epilogue,
            Expr row,
            Expr number,
            Expr column,
            Expr shift,
            Optional<Expr> mask) {
        Expr at = add(add(place, multiply(number, index(tileColumns))), shift);
        Expr values = block.bind("values", load(buffer, at, lanes));
        epilogue.store(block, values, row, block.let("result_column", add(column, shift)), mask);
    }
}
