package dev.komodo.schedule;

import dev.komodo.contract.DotContraction;
import dev.komodo.contract.DotGemm;
import dev.komodo.contract.Execution;
import dev.komodo.graph.Dim;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;

import java.util.List;
import java.util.Optional;

/// One product of matrices of 8-bit integers or of bf16, by instructions that multiply several
/// neighbours along the contracted axis at once. The numbers are those of [PlainProduct], and of
/// [MatrixProduct].
///
/// @param kernel what is multiplied and what follows
/// @param program gives scratch memory
/// @param kind how elements are packed
/// @param batch the position of the batch
/// @param worker present inside a parallel loop over the batch
record DotProduct(
        ContractKernel kernel,
        KernelWriter writer,
        ProgramWriter program,
        DotKind kind,
        Expr batch,
        Optional<Expr> worker) {
    /// Fewer columns than this are exchanged with the rows, if those are more.
    private static final long FEW = 8;

    /// Products below which packing and its loops take longer than they save.
    private static final long LEAST_PRODUCTS = 1024;

    /// Fewer rows of bf16 than this are read where they lie: memory is what they wait for.
    private static final long LEAST_ROWS = 8;

    /// The product, if its operands are of few bits and it is large enough.
    static Optional<DotProduct> of(
            ContractKernel kernel,
            KernelWriter writer,
            ProgramWriter program,
            Expr batch,
            Optional<Expr> worker) {
        return kernel.narrowKind()
                .filter(kind -> suits(kernel, kind))
                .map(kind -> new DotProduct(kernel, writer, program, kind, batch, worker));
    }

    private static boolean suits(ContractKernel kernel, DotKind kind) {
        Dim rows = kernel.rows();
        Dim columns = kernel.columns();
        boolean isFew = isFew(rows) || isFew(columns);
        return Costs.elements(List.of(rows, columns, kernel.depth())) >= LEAST_PRODUCTS
                && (kind != DotKind.BRAIN || !isFew);
    }

    private static boolean isFew(Dim dim) {
        return dim.constant().orElse(LEAST_ROWS) < LEAST_ROWS;
    }

    void write() {
        DotGemm.lower(
                writer.block(), new ProductScope(writer, program), program.target(), contraction());
    }

    private boolean isExchanged() {
        long columns = kernel.columns().constant().orElse(FEW);
        long rows = kernel.rows().constant().orElse(Long.MAX_VALUE);
        return columns < FEW && rows > columns;
    }

    private DotContraction contraction() {
        boolean isExchanged = isExchanged();
        Dim first = isExchanged ? kernel.columns() : kernel.rows();
        Dim second = isExchanged ? kernel.rows() : kernel.columns();
        return new DotContraction(
                kind,
                writer.dim(first),
                writer.dim(second),
                writer.dim(kernel.depth()),
                kernel.narrow(!isExchanged, batch).orElseThrow(),
                kernel.narrow(isExchanged, batch).orElseThrow(),
                (block, values, row, column, mask) ->
                        finish(block, values, row, column, mask, isExchanged),
                worker.<Execution>map(Execution.Serial::new)
                        .orElseGet(
                                () ->
                                        new Execution.Parallel(
                                                writer.scalar("workers", program.workers()))));
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
