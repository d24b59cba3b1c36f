package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A product as a loop program: inputs `a` and `b`, output `c`, all dense.
///
/// @param rows m
/// @param columns n
/// @param depth k
/// @param dtype of the computation and of `c`
/// @param stored of `a` and `b`
/// @param isLeftTransposed whether `a` is `[k, m]` instead of `[m, k]`
/// @param isRightTransposed whether `b` is `[k, n]` instead of `[n, k]`
/// @param extents which extents are dims of the program instead of constants
/// @param isParallel whether the product is cut into tasks
record Problem(
        long rows,
        long columns,
        long depth,
        DType dtype,
        DType stored,
        boolean isLeftTransposed,
        boolean isRightTransposed,
        Extents extents,
        boolean isParallel) {
    /// Which extents are dims of the program.
    enum Extents {
        CONSTANT,
        SYMBOLIC,
        SYMBOLIC_EXCEPT_ROWS
    }

    /// A driver.
    @FunctionalInterface
    interface Driver {
        void lower(BlockBuilder block, Scope scope, Contraction contraction);
    }

    static final Target AVX512 = target(512, 32);
    static final Target AVX2 = target(256, 16);
    static final Target SSE = target(128, 16);

    static Target target(int vectorBits, int registers) {
        return new Target(
                "x86_64-unknown-linux-gnu",
                "x86-64",
                List.of(),
                vectorBits,
                registers,
                true,
                48 << 10,
                1 << 20,
                32 << 20);
    }

    static Problem of(long rows, long columns, long depth) {
        return new Problem(
                rows, columns, depth, DType.F32, DType.F32, false, true, Extents.CONSTANT, false);
    }

    Problem transposed(boolean left, boolean right) {
        return new Problem(rows, columns, depth, dtype, stored, left, right, extents, isParallel);
    }

    Problem with(DType computed, DType inMemory) {
        return new Problem(
                rows,
                columns,
                depth,
                computed,
                inMemory,
                isLeftTransposed,
                isRightTransposed,
                extents,
                isParallel);
    }

    Problem symbolic() {
        return with(Extents.SYMBOLIC, isParallel);
    }

    Problem symbolicExceptRows() {
        return with(Extents.SYMBOLIC_EXCEPT_ROWS, isParallel);
    }

    Problem parallel() {
        return with(extents, true);
    }

    private Problem with(Extents known, boolean parallel) {
        return new Problem(
                rows,
                columns,
                depth,
                dtype,
                stored,
                isLeftTransposed,
                isRightTransposed,
                known,
                parallel);
    }

    /// The program's parts while it is written.
    private final class Writer implements Scope {
        final BlockBuilder.Names names = new BlockBuilder.Names();
        final BlockBuilder allocations = new BlockBuilder(names);
        final List<LoopFunction> functions = new ArrayList<>();
        final Set<String> defined = new HashSet<>();
        final Expr.Var workers = new Expr.Var(names.fresh("workers"), LoopType.INDEX);
        final List<Expr.Var> dims = new ArrayList<>();
        Expr bytes = index(0);

        Expr extent(String name, long value) {
            if (!dimNames().contains(name)) {
                return index(value);
            }
            Expr.Var dim = new Expr.Var(names.fresh(name), LoopType.INDEX);
            dims.add(dim);
            return dim;
        }

        @Override
        public Buffer scratch(String hint, DType dtype, long elementsPerWorker) {
            long part = elementsPerWorker * dtype.byteSize();
            if (part % 64 != 0) {
                throw new IllegalArgumentException(hint + ": " + part + " bytes per worker");
            }
            Buffer buffer =
                    new Buffer(
                            names.fresh(hint),
                            dtype,
                            Space.WORKSPACE,
                            multiply(workers, index(elementsPerWorker)));
            allocations.add(new Stmt.Alloc(buffer, Optional.of(bytes)));
            bytes = add(bytes, multiply(workers, index(part)));
            return buffer;
        }

        @Override
        public void define(String name, Supplier<LoopFunction> function) {
            if (defined.add(name)) {
                functions.add(function.get());
            }
        }
    }

    /// The program that computes the product with a driver.
    LoopProgram program(Driver driver) {
        Writer writer = new Writer();
        Expr m = writer.extent("m", rows);
        Expr n = writer.extent("n", columns);
        Expr k = writer.extent("k", depth);
        Buffer a = new Buffer("a", stored, Space.ARGUMENT, multiply(m, k));
        Buffer b = new Buffer("b", stored, Space.ARGUMENT, multiply(n, k));
        Buffer c = new Buffer("c", dtype, Space.ARGUMENT, multiply(m, n));
        BlockBuilder body = new BlockBuilder(writer.names);
        Contraction contraction =
                new Contraction(
                        dtype,
                        m,
                        n,
                        k,
                        operand(a, isLeftTransposed, m, k),
                        operand(b, isRightTransposed, n, k),
                        (block, values, row, column, mask) ->
                                block.add(
                                        new Stmt.Store(
                                                c,
                                                add(multiply(row, n), column),
                                                values,
                                                mask,
                                                Stmt.StoreKind.PLAIN)),
                        isParallel
                                ? new Execution.Parallel(writer.workers)
                                : new Execution.Serial(index(0)));
        driver.lower(body, writer, contraction);
        BlockBuilder run = new BlockBuilder(writer.names);
        writer.allocations.build().statements().forEach(run::add);
        body.build().statements().forEach(run::add);
        return new LoopProgram(
                "product",
                writer.dims,
                writer.workers,
                List.of(a, b),
                List.of(c),
                List.of(),
                List.of(),
                List.of(),
                new Buffer("results", DType.I64, Space.RESULT_DIMS, index(0)),
                List.of(),
                writer.functions,
                Stmt.Block.EMPTY,
                run.build(),
                writer.bytes);
    }

    private MatrixOperand operand(Buffer buffer, boolean isTransposed, Expr outer, Expr k) {
        return new MatrixOperand(
                buffer,
                index(0),
                isTransposed ? index(1) : k,
                isTransposed ? outer : index(1),
                dtype);
    }

    /// The dims in the order of the program.
    List<Long> dims() {
        return switch (extents) {
            case CONSTANT -> List.of();
            case SYMBOLIC -> List.of(rows, columns, depth);
            case SYMBOLIC_EXCEPT_ROWS -> List.of(columns, depth);
        };
    }

    private List<String> dimNames() {
        return switch (extents) {
            case CONSTANT -> List.of();
            case SYMBOLIC -> List.of("m", "n", "k");
            case SYMBOLIC_EXCEPT_ROWS -> List.of("n", "k");
        };
    }

    long leftElements() {
        return rows * depth;
    }

    long rightElements() {
        return columns * depth;
    }

    long resultElements() {
        return rows * columns;
    }

    /// Extents of a contraction that are constants.
    record Known(long columns, long depth) {}

    static Known known(Contraction contraction) {
        return new Known(
                Expressions.constant(contraction.columns()).orElseThrow(),
                Expressions.constant(contraction.depth()).orElseThrow());
    }
}
