package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.target.Target;

import java.util.Optional;

/// A product of matrices of any numbers, in the order of the contracted axis: vectors along the
/// columns, rows in parallel. For integers, whose sums do not depend on the order.
final class PlainProduct {
    private final ContractKernel kernel;
    private final KernelWriter writer;
    private final Target target;
    private final DType dtype;
    private final Expr batch;
    private final Optional<Expr> worker;

    PlainProduct(
            ContractKernel kernel,
            KernelWriter writer,
            Target target,
            DType dtype,
            Expr batch,
            Optional<Expr> worker) {
        this.kernel = kernel;
        this.writer = writer;
        this.target = target;
        this.dtype = dtype;
        this.batch = batch;
        this.worker = worker;
    }

    void write() {
        if (worker.isPresent()) {
            writer.loop("m", index(0), writer.dim(kernel.rows()), this::row);
        } else {
            long work =
                    kernel.columns().bound().constant().orElse(Costs.SYMBOLIC_EXTENT)
                            * kernel.depth().bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
            long grain = Math.max(1, Costs.GRAIN / Math.max(1, work));
            writer.parallel("m", index(0), writer.dim(kernel.rows()), 1, grain, (at, _) -> row(at));
        }
    }

    private void row(Expr row) {
        Dim columns = kernel.columns();
        int lanes = target.lanes(Math.max(4, dtype.byteSize())) * 2;
        if (columns.constant().isPresent()) {
            lanes = Math.min(lanes, VectorLoop.powerOfTwo(columns.constant().getAsLong()));
        }
        VectorLoop.over(
                writer,
                "n",
                index(0),
                writer.dim(columns),
                lanes,
                false,
                (column, guard) -> tile(row, column, guard));
    }

    private void tile(Expr row, Position column, Guard guard) {
        int lanes = writer.lanes();
        Expr.Var sum = writer.declare("sum", number(new LoopType(dtype, lanes), 0));
        writer.loop(
                "k",
                index(0),
                writer.dim(kernel.depth()),
                k -> {
                    Position at = Position.uniform(k);
                    Expr a = kernel.left(batch, Position.uniform(row), at, Guard.NONE);
                    Expr b = kernel.right(batch, column, at, guard);
                    Expr left = Lowering.widen(a, lanes);
                    Expr right = Lowering.widen(b, lanes);
                    writer.assign(sum, add(multiply(left, right), sum));
                });
        Expr done = writer.snapshot("product", sum);
        kernel.finish(done, batch, Position.uniform(row), column, guard);
    }
}
