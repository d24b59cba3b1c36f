package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
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
    /// Tasks for each worker, so that a slow one does not hold up the rest.
    private static final long TASKS_PER_WORKER = 3;

    /// Products below which a second thread costs more than it brings: some 20 microseconds.
    static final long SERIAL_PRODUCTS = 1L << 20;

    /// The smallest blocks that parallelism may ask for, in register tiles.
    private static final long LEAST_TILES = 4;

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

    /// Chooses the grid: as few blocks as the caches allow, more where workers would be idle.
    static TaskGrid of(BlockBuilder block, Contraction contraction, Tiling tiling) {
        Expr rows = contraction.rows();
        Expr columns = contraction.columns();
        Expr rowBlocks = block.let("row_blocks", ceiling(rows, index(tiling.blockRows())));
        Expr columnBlocks =
                block.let("column_blocks", ceiling(columns, index(tiling.blockColumns())));
        if (contraction.execution() instanceof Execution.Parallel(Expr workers)) {
            Expr wanted = block.let("wanted", wantedTasks(contraction, workers));
            rowBlocks =
                    block.let(
                            "row_blocks",
                            more(wanted, columnBlocks, rowBlocks, rows, tiling.rows()));
            columnBlocks =
                    block.let(
                            "column_blocks",
                            more(wanted, rowBlocks, columnBlocks, columns, tiling.panelColumns()));
        }
        Expr blockRows = block.let("block_rows", roundUp(ceiling(rows, rowBlocks), tiling.rows()));
        Expr blockColumns =
                block.let(
                        "block_columns",
                        roundUp(ceiling(columns, columnBlocks), tiling.panelColumns()));
        return new TaskGrid(
                block.let("row_blocks", ceiling(rows, blockRows)),
                block.let("column_blocks", ceiling(columns, blockColumns)),
                blockRows,
                blockColumns);
    }

    private static Expr wantedTasks(Contraction contraction, Expr workers) {
        Expr products =
                multiply(multiply(contraction.rows(), contraction.columns()), contraction.depth());
        Expr isSmall = less(products, index(SERIAL_PRODUCTS));
        Expr isAlone = less(workers, index(2));
        Expr many = multiply(workers, index(TASKS_PER_WORKER));
        return select(isSmall, index(1), select(isAlone, index(1), many));
    }

    private static Expr more(Expr wanted, Expr others, Expr least, Expr extent, long tile) {
        Expr most = maximum(least, divide(extent, index(LEAST_TILES * tile)));
        return minimum(most, maximum(least, ceiling(wanted, others)));
    }

    private static Expr ceiling(Expr dividend, Expr divisor) {
        return divide(subtract(add(dividend, divisor), index(1)), divisor);
    }

    private static Expr roundUp(Expr count, long unit) {
        return multiply(ceiling(count, index(unit)), index(unit));
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
