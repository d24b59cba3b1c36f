package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.contract.Attention;
import dev.komodo.contract.AttentionTask;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.List;
import java.util.Optional;

/// Attention without its weights in memory: heads by blocks of queries, in parallel, each by the
/// driver of `contract`.
///
/// @param kernel the product of weights and values, and what follows
/// @param pattern what the weights are
record AttentionProduct(
        ContractKernel kernel, Lowering lowering, ProgramWriter program, AttentionPattern pattern) {
    /// Tasks for each worker, where they do not come out even.
    private static final long TASKS = 4;

    /// The fewest register tiles of a task.
    private static final long LEAST_TILES = 4;

    private KernelWriter writer() {
        return lowering.writer();
    }

    void write() {
        KernelWriter writer = writer();
        Expr rows = writer.dim(pattern.rows());
        Expr heads = writer.dim(pattern.heads());
        long tile = AttentionTask.tileRows(program.target(), rows);
        Expr taskRows = taskRows(rows, heads, tile);
        Expr blocks = writer.let("row_blocks", maximum(index(1), ceiling(rows, taskRows)));
        long grain = Math.max(1, Costs.GRAIN / work());
        writer.parallel(
                "task",
                index(0),
                writer.let("tasks", multiply(heads, blocks)),
                1,
                grain,
                (task, worker) -> {
                    Expr head = writer.let("head", divide(task, blocks));
                    Expr row = writer.let("row", multiply(remainder(task, blocks), taskRows));
                    Expr count = writer.let("rows", minimum(taskRows, subtract(rows, row)));
                    AttentionTask.lower(
                            writer.block(),
                            new ProductScope(writer, program),
                            program.target(),
                            attention(rows, head),
                            worker,
                            row,
                            count);
                });
    }

    /// As few tasks as the driver allows, if all workers get as many; otherwise several for each.
    private Expr taskRows(Expr rows, Expr heads, long tile) {
        KernelWriter writer = writer();
        Expr workers = writer.scalar("workers", program.workers());
        long most = AttentionTask.mostRows(program.target(), rows);
        Expr least = writer.let("least", maximum(index(1), ceiling(rows, index(most))));
        Expr isEven = equal(remainder(multiply(heads, least), workers), index(0));
        Expr several = ceiling(multiply(workers, index(TASKS)), maximum(index(1), heads));
        Expr sensible = ceiling(rows, index(LEAST_TILES * tile));
        Expr wanted = maximum(least, minimum(several, sensible));
        Expr blocks = writer.let("blocks", select(isEven, least, wanted));
        Expr share = ceiling(ceiling(rows, blocks), index(tile));
        return writer.let("task_rows", multiply(maximum(index(1), share), index(tile)));
    }

    private static Expr ceiling(Expr dividend, Expr divisor) {
        return divide(subtract(add(dividend, divisor), index(1)), divisor);
    }

    /// Simple vector operations of one task, about.
    private long work() {
        long rows = Costs.elements(List.of(pattern.rows()));
        long keys = Costs.elements(List.of(pattern.keys()));
        long products = Math.min(rows, 512) * keys * (pattern.depth() + pattern.columns());
        return Math.max(1, products / 16);
    }

    private Attention attention(Expr rows, Expr head) {
        return new Attention(
                lowering.scope().dtype(pattern.product()),
                rows,
                writer().dim(pattern.keys()),
                pattern.depth(),
                pattern.columns(),
                pattern.query().source(lowering, head, dtype()),
                pattern.key().source(lowering, head, dtype()),
                pattern.value().source(lowering, head, dtype()),
                (block, products, row, key, mask) -> scores(block, products, head, row, key, mask),
                pattern.hidden(),
                pattern.limit().map(limit -> (block, row) -> seen(block, limit, head, row)),
                (block, values, row, column, mask) ->
                        finish(block, values, head, row, column, mask));
    }

    private dev.komodo.graph.DType dtype() {
        return lowering.scope().dtype(pattern.product());
    }

    private Expr seen(BlockBuilder block, KeyLimit limit, Expr head, Expr row) {
        return writer().within(
                        block,
                        1,
                        () -> {
                            Index score = pattern.index(head, row, Position.uniform(index(0)));
                            return writer().snapshot("seen", limit.keys(lowering, score));
                        });
    }

    private Expr scores(
            BlockBuilder block, Expr products, Expr head, Expr row, Expr key, Optional<Expr> mask) {
        int lanes = products.type().lanes();
        return writer().within(
                        block,
                        lanes,
                        () -> {
                            Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                            lowering.hold(pattern.product(), (_, _) -> products);
                            Index index = pattern.index(head, row, Position.consecutive(key));
                            Expr score = lowering.wide(pattern.scores(), index, guard);
                            lowering.forget();
                            return writer().snapshot("score", cast(score, dtype()));
                        });
    }

    private void finish(
            BlockBuilder block,
            Expr values,
            Expr head,
            Expr row,
            Expr column,
            Optional<Expr> mask) {
        int lanes = values.type().lanes();
        writer().within(
                        block,
                        lanes,
                        () -> {
                            Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                            Expr done = writer().snapshot("result", values);
                            kernel.finish(
                                    done,
                                    head,
                                    Position.uniform(row),
                                    Position.consecutive(column),
                                    guard);
                            return done;
                        });
    }
}
