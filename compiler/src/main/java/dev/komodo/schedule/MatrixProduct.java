package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;

import dev.komodo.contract.Contraction;
import dev.komodo.contract.Execution;
import dev.komodo.contract.Gemm;
import dev.komodo.contract.PackedRight;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

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
        Contraction contraction = contraction();
        boolean isPacked = worker.isEmpty() && Gemm.packsFirst(program.target(), contraction);
        Gemm.lower(
                writer.block(),
                new ProductScope(writer, program),
                program.target(),
                isPacked ? packed(contraction) : contraction);
    }

    /// The same with the right operand packed, by all workers.
    private Contraction packed(Contraction contraction) {
        long columns = constant(contraction.columns()).orElseThrow();
        long depth = constant(contraction.depth()).orElseThrow();
        Target target = program.target();
        Dim elements = Dim.of(PackedRight.elements(target, dtype, columns, depth));
        Buffer buffer = writer.buffer(program.workspace("packed_right", dtype, elements));
        writer.rewrites(buffer);
        PackedRight right = PackedRight.of(target, buffer, index(0), columns, depth);
        right.pack(writer.block(), contraction.right());
        return contraction.withRight(right);
    }

    private boolean isExchanged() {
        long columns = kernel.columns().constant().orElse(FEW);
        long rows = kernel.rows().constant().orElse(Long.MAX_VALUE);
        return columns < FEW && rows > columns;
    }

    private Contraction contraction() {
        boolean isExchanged = isExchanged();
        Dim first = isExchanged ? kernel.columns() : kernel.rows();
        Dim second = isExchanged ? kernel.rows() : kernel.columns();
        Expr rows = writer.dim(first);
        return new Contraction(
                dtype,
                rows,
                writer.dim(second),
                writer.dim(kernel.depth()),
                kernel.operand(!isExchanged, batch, dtype),
                kernel.packedOnce(isExchanged, rows, batch, dtype)
                        .orElseGet(() -> kernel.operand(isExchanged, batch, dtype)),
                (block, values, row, column, mask) ->
                        finish(block, values, row, column, mask, isExchanged),
                worker.<Execution>map(Execution.Serial::new)
                        .orElseGet(() -> new Execution.Parallel(workers())));
    }

    private Expr workers() {
        return writer.scalar("workers", program.workers());
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
}
