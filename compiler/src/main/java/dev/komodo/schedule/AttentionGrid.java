package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.contract.AttentionTask;
import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;

/// How attention is cut into tasks: heads by blocks of rows, in parallel. No number depends on it.
///
/// @param heads how many heads
/// @param rows how many rows a head has
/// @param work simple vector operations of 512 rows, about
record AttentionGrid(KernelWriter writer, ProgramWriter program, Dim heads, Dim rows, long work) {
    /// Tasks for each worker, where they do not come out even.
    private static final long TASKS = 4;

    /// The fewest register tiles of a task.
    private static final long LEAST_TILES = 4;

    /// Writes one task.
    @FunctionalInterface
    interface Body {
        /// Writes some rows of a head.
        ///
        /// @param head the head
        /// @param row the first row
        /// @param count how many rows
        /// @param worker who runs the task
        void write(Expr head, Expr row, Expr count, Expr worker);
    }

    /// Writes the loop over tasks.
    void loop(Body body) {
        Expr all = writer.dim(rows);
        Expr count = writer.dim(heads);
        Expr taskRows = taskRows(all, count);
        Expr blocks = writer.let("row_blocks", maximum(index(1), ceiling(all, taskRows)));
        writer.parallel(
                "task",
                index(0),
                writer.let("tasks", multiply(count, blocks)),
                1,
                Math.max(1, Costs.GRAIN / Math.max(1, work)),
                (task, worker) -> {
                    Expr head = writer.let("head", divide(task, blocks));
                    Expr row = writer.let("row", multiply(remainder(task, blocks), taskRows));
                    Expr some = writer.let("rows", minimum(taskRows, subtract(all, row)));
                    body.write(head, row, some, worker);
                });
    }

    /// As few tasks as the driver allows, if all workers get as many; otherwise several for each.
    private Expr taskRows(Expr all, Expr count) {
        long tile = AttentionTask.tileRows(program.target(), all);
        Expr workers = writer.scalar("workers", program.workers());
        long most = AttentionTask.mostRows(program.target(), all);
        Expr least = writer.let("least", maximum(index(1), ceiling(all, index(most))));
        Expr isEven = equal(remainder(multiply(count, least), workers), index(0));
        Expr several = ceiling(multiply(workers, index(TASKS)), maximum(index(1), count));
        Expr sensible = ceiling(all, index(LEAST_TILES * tile));
        Expr wanted = maximum(least, minimum(several, sensible));
        Expr blocks = writer.let("blocks", select(isEven, least, wanted));
        Expr share = ceiling(ceiling(all, blocks), index(tile));
        return writer.let("task_rows", multiply(maximum(index(1), share), index(tile)));
    }

    private static Expr ceiling(Expr dividend, Expr divisor) {
        return divide(subtract(add(dividend, divisor), index(1)), divisor);
    }
}
