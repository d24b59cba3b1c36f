package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;

/// Asks for the right operand's elements of the panel that comes next while the tiles of this one
/// are computed: they come from behind the level 2 cache, too many at once to wait for when they
/// are packed or used. With each tile goes an equal share of the requests, so that they never hold
/// up what the tile itself reads.
///
/// @param source the right operand
/// @param panelColumns columns of a panel
/// @param elementBytes the size of an element of the source
record PanelRequest(PackSource source, int panelColumns, int elementBytes) {
    private static final long LINE_BYTES = 64;

    /// Writes the requests that go with one tile.
    ///
    /// @param column the first column of the panel that comes next
    /// @param k the first step of the block of the contracted axis
    /// @param depth how many steps the block has
    /// @param row how many rows of the panel's tiles come before this one
    /// @param next how many come before the next one
    /// @param rows how many there are
    void write(
            BlockBuilder block, Expr column, Expr k, Expr depth, Expr row, Expr next, Expr rows) {
        switch (source) {
            case PackedRight packed ->
                    rows(
                            block,
                            packed.buffer(),
                            (step) -> packed.place(column, add(k, step)),
                            share(depth, row, rows),
                            share(depth, next, rows));
            case MatrixOperand matrix when matrix.isContiguous(PackSource.Direction.OUTER) ->
                    rows(
                            block,
                            matrix.buffer(),
                            (step) -> matrix.place(column, add(k, step)),
                            share(depth, row, rows),
                            share(depth, next, rows));
            case MatrixOperand matrix when matrix.isContiguous(PackSource.Direction.K) ->
                    columns(
                            block,
                            matrix,
                            add(column, share(index(panelColumns), row, rows)),
                            add(column, share(index(panelColumns), next, rows)),
                            k);
            default -> {
                // What is computed while it is packed has no place to ask for.
            }
        }
    }

    private static Expr share(Expr all, Expr row, Expr rows) {
        return minimum(all, divide(multiply(all, row), rows));
    }

    private long lineElements() {
        return LINE_BYTES / elementBytes;
    }

    private interface Place {
        Expr of(Expr step);
    }

    /// Rows of columns.
    private void rows(BlockBuilder block, Buffer buffer, Place place, Expr begin, Expr end) {
        block.loop(
                "ahead",
                begin,
                end,
                (inner, step) -> {
                    Expr first = inner.let("ahead_row", place.of(step));
                    lines(inner, buffer, first, panelColumns);
                });
    }

    /// Columns along the contracted axis.
    private void columns(BlockBuilder block, MatrixOperand matrix, Expr begin, Expr end, Expr k) {
        block.loop(
                "ahead",
                begin,
                end,
                (inner, column) -> {
                    Expr first = inner.let("ahead_column", matrix.place(column, k));
                    lines(inner, matrix.buffer(), first, Contraction.BLOCK_DEPTH);
                });
    }

    private void lines(BlockBuilder block, Buffer buffer, Expr first, long elements) {
        for (long shift = 0; shift < elements; shift += lineElements()) {
            block.add(new Stmt.Prefetch(buffer, add(first, index(shift)), false));
        }
    }
}
