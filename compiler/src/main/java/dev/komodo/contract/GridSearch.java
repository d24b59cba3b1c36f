package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

/// Finds, when the program runs, how many blocks of a result keep all workers equally busy with the
/// least packing. Each number of blocks along the columns is tried, with as many along the rows as
/// make the number of tasks a multiple of the workers'; the time of a grid is taken to be
///
///     rounds * (rows * columns + PACKING * (rows + columns)) of the largest block,
///
/// for a task packs its rows and its columns. With two workers that are two equal halves wherever
/// the tiles allow it; a try takes some tens of nanoseconds.
///
/// @param contraction what is computed
/// @param tiling the register tile
/// @param workers an i64 scalar
/// @param leastRows the fewest blocks along the rows that the caches allow
/// @param leastColumns the fewest blocks along the columns
record GridSearch(
        Contraction contraction, Tiling tiling, Expr workers, Expr leastRows, Expr leastColumns) {
    /// What it takes to pack one element, in products of a large matrix: 0.1 ns against 0.008 with
    /// 16 lanes of f32, and about the same in other vectors.
    private static final long PACKING = 12;

    /// Writes the search.
    ///
    /// @param rowBlocks the variable for the blocks along the rows
    /// @param columnBlocks the variable for the blocks along the columns
    void write(BlockBuilder block, Expr.Var rowBlocks, Expr.Var columnBlocks) {
        Expr.Var least = block.declare("least_time", index(Long.MAX_VALUE));
        Expr panels = ceiling(contraction.columns(), index(tiling.panelColumns()));
        Expr most = add(leastColumns, multiply(workers, index(2)));
        Expr end = block.let("tries", add(minimum(panels, most), index(1)));
        block.loop(
                "try",
                leastColumns,
                end,
                (inner, across) -> {
                    Expr down = inner.let("down", rowBlocks(inner, across));
                    Expr time = inner.let("time", time(inner, down, across));
                    inner.when(
                            less(time, least),
                            better -> {
                                better.assign(least, time);
                                better.assign(rowBlocks, down);
                                better.assign(columnBlocks, across);
                            });
                });
    }

    /// As many as fill all rounds.
    private Expr rowBlocks(BlockBuilder block, Expr across) {
        Expr fewest = block.let("fewest", maximum(leastRows, ceiling(workers, across)));
        Expr rounds = block.let("rounds", ceiling(multiply(fewest, across), workers));
        Expr tiles = ceiling(contraction.rows(), index(tiling.rows()));
        return minimum(tiles, ceiling(multiply(rounds, workers), across));
    }

    private Expr time(BlockBuilder block, Expr down, Expr across) {
        Expr rows = block.let("rows", extent(contraction.rows(), down, tiling.rows()));
        Expr columns =
                block.let("columns", extent(contraction.columns(), across, tiling.panelColumns()));
        Expr tasks =
                multiply(
                        ceiling(contraction.rows(), rows), ceiling(contraction.columns(), columns));
        long rightPacking = contraction.right() instanceof PackedRight ? 0 : PACKING;
        Expr packing = add(multiply(rows, index(PACKING)), multiply(columns, index(rightPacking)));
        return multiply(ceiling(tasks, workers), add(multiply(rows, columns), packing));
    }

    /// The extent of the blocks when there are so many: a multiple of the tile's.
    static Expr extent(Expr all, Expr blocks, long tile) {
        Expr most = maximum(index(1), ceiling(all, blocks));
        return multiply(ceiling(most, index(tile)), index(tile));
    }

    static Expr ceiling(Expr dividend, Expr divisor) {
        return divide(subtract(add(dividend, divisor), index(1)), divisor);
    }
}
