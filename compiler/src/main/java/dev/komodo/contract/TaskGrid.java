package dev.komodo.contract;

import static dev.komodo.contract.GridSearch.ceiling;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

/// How the result is cut into tasks: a grid of blocks of equal size (the last ones may be smaller).
///
/// @param rowBlocks blocks along the rows
/// @param columnBlocks blocks along the columns
/// @param blockRows rows of a block, a multiple of the register tile's
/// @param blockColumns columns of a block, a multiple of the register tile's
record TaskGrid(Expr rowBlocks, Expr columnBlocks, Expr blockRows, Expr blockColumns) {
    /// Products below which a second thread costs more than it brings: some 20 microseconds.
    static final long SERIAL_PRODUCTS = 1L << 20;

    /// A place in the grid.
    @FunctionalInterface
    interface Body {
        /// Writes the statements for one task.
        ///
        /// @param row the first row
        /// @param rows how many rows
        /// @param column the first column
        /// @param columns how many columns
        void write(BlockBuilder block, Expr worker, Expr row, Expr rows, Expr column, Expr columns);
    }

    /// Chooses the grid: as few blocks as the caches allow, or, where the work is worth it, such
    /// that all workers are equally busy ([GridSearch]).
    static TaskGrid of(BlockBuilder block, Contraction contraction, Tiling tiling) {
        Expr rows = contraction.rows();
        Expr columns = contraction.columns();
        Expr leastRows = block.let("least_rows", least(rows, tiling.blockRows()));
        Expr leastColumns = block.let("least_columns", least(columns, tiling.blockColumns()));
        return switch (contraction.execution()) {
            case Execution.Serial _ -> of(block, contraction, tiling, leastRows, leastColumns);
            case Execution.Parallel(Expr workers) -> {
                Expr.Var rowBlocks = block.declare("row_blocks", leastRows);
                Expr.Var columnBlocks = block.declare("column_blocks", leastColumns);
                GridSearch search =
                        new GridSearch(contraction, tiling, workers, leastRows, leastColumns);
                block.when(
                        and(less(index(1), workers), isWorthThreads(contraction)),
                        inner -> search.write(inner, rowBlocks, columnBlocks));
                yield of(block, contraction, tiling, rowBlocks, columnBlocks);
            }
        };
    }

    private static TaskGrid of(
            BlockBuilder block,
            Contraction contraction,
            Tiling tiling,
            Expr rowBlocks,
            Expr columnBlocks) {
        Expr rows = contraction.rows();
        Expr columns = contraction.columns();
        Expr blockRows = block.let("block_rows", GridSearch.extent(rows, rowBlocks, tiling.rows()));
        Expr blockColumns =
                block.let(
                        "block_columns",
                        GridSearch.extent(columns, columnBlocks, tiling.panelColumns()));
        return new TaskGrid(
                block.let("row_blocks", ceiling(rows, blockRows)),
                block.let("column_blocks", ceiling(columns, blockColumns)),
                blockRows,
                blockColumns);
    }

    /// At least 1: an empty matrix has one empty block.
    private static Expr least(Expr extent, long block) {
        return maximum(index(1), ceiling(extent, index(block)));
    }

    private static Expr isWorthThreads(Contraction contraction) {
        Expr products =
                multiply(multiply(contraction.rows(), contraction.columns()), contraction.depth());
        return less(index(SERIAL_PRODUCTS), products);
    }

    /// Writes the loops over the grid.
    void loop(BlockBuilder block, Contraction contraction, Body body) {
        switch (contraction.execution()) {
            case Execution.Serial(Expr worker) ->
                    block.loop(
                            "row_block",
                            index(0),
                            rowBlocks,
                            (outer, rowBlock) ->
                                    outer.loop(
                                            "column_block",
                                            index(0),
                                            columnBlocks,
                                            (inner, columnBlock) ->
                                                    place(
                                                            inner,
                                                            contraction,
                                                            worker,
                                                            rowBlock,
                                                            columnBlock,
                                                            body)));
            case Execution.Parallel _ ->
                    block.parallel(
                            "task",
                            index(0),
                            block.let("tasks", multiply(rowBlocks, columnBlocks)),
                            1,
                            1,
                            (inner, task, worker) ->
                                    place(
                                            inner,
                                            contraction,
                                            worker,
                                            inner.let("row_block", divide(task, columnBlocks)),
                                            inner.let(
                                                    "column_block", remainder(task, columnBlocks)),
                                            body));
        }
    }

    private void place(
            BlockBuilder block,
            Contraction contraction,
            Expr worker,
            Expr rowBlock,
            Expr columnBlock,
            Body body) {
        Expr row = block.let("row", multiply(rowBlock, blockRows));
        Expr column = block.let("column", multiply(columnBlock, blockColumns));
        Expr rows = block.let("rows", minimum(blockRows, subtract(contraction.rows(), row)));
        Expr columns =
                block.let(
                        "columns", minimum(blockColumns, subtract(contraction.columns(), column)));
        body.write(block, worker, row, rows, column, columns);
    }
}
