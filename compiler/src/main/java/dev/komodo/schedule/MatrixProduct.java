package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;

import dev.komodo.contract.Contraction;
import dev.komodo.contract.Execution;
import dev.komodo.contract.Gemm;
import dev.komodo.contract.PackSource;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.Optional;

/// One product of matrices of floats, by the drivers of `contract`.
///
/// @param kernel what is multiplied and what follows
/// @param program gives scratch memory
/// @param dtype f32 or f64
/// @param batch the position of the batch
/// @param worker present inside a parallel loop over the batch
record MatrixProduct(
        ContractKernel kernel,
        KernelWriter writer,
        ProgramWriter program,
        DType dtype,
        Expr batch,
        Optional<Expr> worker) {
    /// Fewer columns than this are exchanged with the rows, if those are more.
    private static final long FEW = 8;

    void write() {
        long columns = kernel.columns().constant().orElse(FEW);
        long rows = kernel.rows().constant().orElse(Long.MAX_VALUE);
        boolean isExchanged = columns < FEW && rows > columns;
        Dim first = isExchanged ? kernel.columns() : kernel.rows();
        Dim second = isExchanged ? kernel.rows() : kernel.columns();
        Contraction contraction =
                new Contraction(
                        dtype,
                        writer.dim(first),
                        writer.dim(second),
                        writer.dim(kernel.depth()),
                        isExchanged ? right() : left(),
                        isExchanged ? left() : right(),
                        (block, values, row, column, mask) ->
                                finish(block, values, row, column, mask, isExchanged),
                        worker.<Execution>map(Execution.Serial::new)
                                .orElseGet(() -> new Execution.Parallel(workers())));
        Gemm.lower(
                writer.block(), new ProductScope(writer, program), program.target(), contraction);
    }

    private Expr workers() {
        return writer.scalar("workers", program.workers());
    }

    private PackSource left() {
        return kernel.leftInMemory(batch, dtype)
                .<PackSource>map(operand -> operand)
                .orElseGet(() -> new Computed(true));
    }

    private PackSource right() {
        return kernel.rightInMemory(batch, dtype)
                .<PackSource>map(operand -> operand)
                .orElseGet(() -> new Computed(false));
    }

    private void finish(
            BlockBuilder block,
            Expr values,
            Expr row,
            Expr column,
            Optional<Expr> mask,
            boolean isExchanged) {
        int lanes = values.type().lanes();
        writer.within(
                block,
                lanes,
                () -> {
                    Position along =
                            lanes == 1 ? Position.uniform(column) : Position.consecutive(column);
                    Position across = Position.uniform(row);
                    Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                    Expr done = writer.snapshot("product", values);
                    kernel.finish(
                            done,
                            batch,
                            isExchanged ? along : across,
                            isExchanged ? across : along,
                            guard);
                    return done;
                });
    }

    /// An operand that is computed while it is packed.
    private final class Computed implements PackSource {
        private final boolean isLeft;

        Computed(boolean isLeft) {
            this.isLeft = isLeft;
        }

        @Override
        public Direction direction() {
            return kernel.isContiguousAlongOwn(isLeft) ? Direction.OUTER : Direction.K;
        }

        @Override
        public Expr elements(
                BlockBuilder block,
                Expr outer,
                Expr k,
                Direction direction,
                int lanes,
                Optional<Expr> mask) {
            return writer.within(
                    block,
                    lanes,
                    () -> {
                        boolean isAlongOwn = direction == Direction.OUTER;
                        Position own = position(outer, isAlongOwn ? lanes : 1);
                        Position depth = position(k, isAlongOwn ? 1 : lanes);
                        Guard guard = mask.map(Guard.NONE::and).orElse(Guard.NONE);
                        Expr value =
                                isLeft
                                        ? kernel.left(batch, own, depth, guard)
                                        : kernel.right(batch, own, depth, guard);
                        Expr wide = Lowering.widen(value, lanes);
                        return mask.isEmpty()
                                ? wide
                                : select(mask.get(), wide, number(wide.type(), 0));
                    });
        }

        private static Position position(Expr first, int lanes) {
            return lanes == 1 ? Position.uniform(first) : Position.consecutive(first);
        }
    }
}
