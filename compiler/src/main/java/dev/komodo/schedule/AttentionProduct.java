package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.index;

import dev.komodo.contract.Attention;
import dev.komodo.contract.AttentionTask;
import dev.komodo.graph.DType;
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
    private KernelWriter writer() {
        return lowering.writer();
    }

    void write() {
        AttentionGrid grid =
                new AttentionGrid(writer(), program, pattern.heads(), pattern.rows(), work());
        Expr rows = writer().dim(pattern.rows());
        grid.loop(
                (head, row, count, worker) ->
                        AttentionTask.lower(
                                writer().block(),
                                new ProductScope(writer(), program),
                                program.target(),
                                attention(rows, head),
                                worker,
                                row,
                                count));
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
                List.of(
                        new Attention.Factors(
                                pattern.depth(),
                                pattern.query().source(lowering, head, dtype()),
                                pattern.key().source(lowering, head, dtype()))),
                pattern.columns(),
                pattern.value().source(lowering, head, dtype()),
                (block, products, row, key, mask) -> scores(block, products, head, row, key, mask),
                new Attention.Weighting.Softmax(pattern.hidden()),
                pattern.limit().map(limit -> (block, row) -> seen(block, limit, head, row)),
                (block, values, row, column, mask) ->
                        finish(block, values, head, row, column, mask));
    }

    private DType dtype() {
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
            BlockBuilder block,
            List<Expr> products,
            Expr head,
            Expr row,
            Expr key,
            Optional<Expr> mask) {
        int lanes = products.getFirst().type().lanes();
        return writer().within(
                        block,
                        lanes,
                        () -> {
                            Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                            lowering.hold(pattern.product(), (_, _) -> products.getFirst());
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
