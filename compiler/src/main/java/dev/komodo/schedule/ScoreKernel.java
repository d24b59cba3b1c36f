package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;

import dev.komodo.contract.Attention;
import dev.komodo.contract.AttentionTask;
import dev.komodo.contract.PackSource;
import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.List;
import java.util.Optional;

/// Writes a [ScorePattern]: by the driver of attention, without its softmax.
///
/// @param product the kernel that finishes a product, absent for folds
record ScoreKernel(
        Optional<ContractKernel> product,
        Lowering lowering,
        ProgramWriter program,
        ScorePattern pattern) {
    private KernelWriter writer() {
        return lowering.writer();
    }

    private DType dtype() {
        return lowering.scope().dtype(pattern.products().getFirst().value());
    }

    void write() {
        long rows = Math.min(512, Costs.elements(List.of(pattern.rows())));
        long folded = Costs.elements(List.of(pattern.folded()));
        long depth = pattern.products().stream().mapToLong(ScorePattern.Product::depth).sum();
        long work = rows * folded * (depth + pattern.columns()) / 16;
        AttentionGrid grid =
                new AttentionGrid(writer(), program, pattern.heads(), pattern.rows(), work);
        grid.loop(
                (head, row, count, worker) ->
                        AttentionTask.lower(
                                writer().block(),
                                new ProductScope(writer(), program),
                                program.target(),
                                attention(head),
                                worker,
                                row,
                                count));
    }

    private Attention attention(Expr head) {
        return new Attention(
                dtype(),
                writer().dim(pattern.rows()),
                writer().dim(pattern.folded()),
                pattern.products().stream().map(pair -> factors(pair, head)).toList(),
                pattern.columns(),
                pattern.other()
                        .map(axes -> axes.source(lowering, head, dtype()))
                        .orElse(new Ones(dtype())),
                (block, products, row, folded, mask) ->
                        weights(block, products, head, row, folded, mask),
                pattern.fold() == ScorePattern.Fold.MAXIMUM
                        ? new Attention.Weighting.Largest()
                        : new Attention.Weighting.Scores(),
                Optional.empty(),
                (block, values, row, column, mask) ->
                        finish(block, values, head, row, column, mask));
    }

    private Attention.Factors factors(ScorePattern.Product pair, Expr head) {
        PackSource left = pair.left().source(lowering, head, dtype());
        PackSource right = pair.right().source(lowering, head, dtype());
        return pattern.isTransposed()
                ? new Attention.Factors(pair.depth(), right, left)
                : new Attention.Factors(pair.depth(), left, right);
    }

    private Expr weights(
            BlockBuilder block,
            List<Expr> products,
            Expr head,
            Expr row,
            Expr folded,
            Optional<Expr> mask) {
        int lanes = products.getFirst().type().lanes();
        return writer().within(
                        block,
                        lanes,
                        () -> {
                            Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                            for (int i = 0; i < products.size(); i++) {
                                Expr values = products.get(i);
                                lowering.hold(pattern.products().get(i).value(), (_, _) -> values);
                            }
                            Index place =
                                    pattern.index(
                                            Position.uniform(head),
                                            Position.uniform(row),
                                            Position.consecutive(folded));
                            Expr weight = lowering.wide(pattern.weights(), place, guard);
                            lowering.forget();
                            return writer().snapshot("weight", cast(weight, dtype()));
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
                            Expr done = writer().snapshot("result", values);
                            Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                            if (product.isPresent()) {
                                Position along = Position.consecutive(column);
                                Position across = Position.uniform(row);
                                product.get()
                                        .finish(
                                                done,
                                                head,
                                                pattern.isExchanged() ? along : across,
                                                pattern.isExchanged() ? across : along,
                                                guard);
                            } else {
                                store(block, done, head, row, mask);
                            }
                            return done;
                        });
    }

    /// Stores a folded row.
    private void store(BlockBuilder block, Expr values, Expr head, Expr row, Optional<Expr> mask) {
        Storage target = lowering.scope().stored(pattern.result()).orElseThrow();
        Expr place = add(multiply(head, writer().dim(pattern.rows())), row);
        var buffer = writer().buffer(target);
        Expr kept = cast(values, target.dtype());
        mask.ifPresentOrElse(
                some -> block.store(buffer, place, kept, some),
                () -> block.store(buffer, place, kept));
    }

    /// A column of ones: a product with it is a sum.
    private record Ones(DType dtype) implements PackSource {
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
                int lanes,
                Optional<Expr> mask) {
            return number(new LoopType(dtype, lanes), 1);
        }
    }
}
