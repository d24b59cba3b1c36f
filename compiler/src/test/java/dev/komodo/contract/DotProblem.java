package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/// A product of few bits as a loop program: inputs `a`, `b` and zero points by row and column,
/// output `c`, all dense.
///
/// @param kind how elements are packed
/// @param left dtype of `a`
/// @param right dtype of `b`
/// @param zeros whether there are zero points: of the left, of the right
record DotProblem(
        long rows,
        long columns,
        long depth,
        DotKind kind,
        DType left,
        DType right,
        boolean isLeftTransposed,
        boolean isRightTransposed,
        Zeros zeros,
        boolean isSymbolic,
        boolean isParallel) {
    /// Which operands have zero points.
    enum Zeros {
        NONE,
        LEFT,
        RIGHT,
        BOTH
    }

    boolean hasLeftZero() {
        return zeros == Zeros.LEFT || zeros == Zeros.BOTH;
    }

    boolean hasRightZero() {
        return zeros == Zeros.RIGHT || zeros == Zeros.BOTH;
    }

    /// What the memory of an operand holds.
    enum Fill {
        RANDOM,
        SMALLEST,
        LARGEST,
        TINY
    }

    /// The inputs.
    List<MemorySegment> inputs(Fill fill, long seed) {
        return List.of(
                elements(left, rows * depth, fill, seed),
                elements(right, columns * depth, fill, seed + 1),
                elements(DType.U8, rows, fill, seed + 2),
                elements(DType.I8, columns, fill, seed + 3));
    }

    private static MemorySegment elements(DType dtype, long count, Fill fill, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[Math.toIntExact(count * dtype.byteSize())];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (int i = 0; i < count; i++) {
            if (dtype == DType.BF16) {
                float scale = fill == Fill.TINY ? (float) Math.scalb(1.0, -random.nextInt(140)) : 1;
                float value = random.nextInt(8) == 0 ? 0 : (random.nextFloat() * 2 - 1) * scale;
                short bits = (short) (Float.floatToRawIntBits(value) >>> 16);
                segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, bits);
            } else {
                long bits =
                        switch (fill) {
                            case RANDOM, TINY -> random.nextInt();
                            case SMALLEST -> dtype.smallest();
                            case LARGEST -> dtype.largest();
                        };
                bytes[i] = (byte) bits;
            }
        }
        return segment;
    }

    private static long element(MemorySegment segment, DType dtype, long at) {
        byte bits = segment.get(ValueLayout.JAVA_BYTE, at);
        return dtype == DType.U8 ? Byte.toUnsignedLong(bits) : bits;
    }

    private static float brain(MemorySegment segment, long at) {
        int bits = segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * at);
        return Float.intBitsToFloat(bits << 16);
    }

    private long leftPlace(long row, long k) {
        return isLeftTransposed ? k * rows + row : row * depth + k;
    }

    private long rightPlace(long column, long k) {
        return isRightTransposed ? k * columns + column : column * depth + k;
    }

    /// The defined bits of the result.
    int[] expected(List<MemorySegment> inputs) {
        int[] result = new int[Math.toIntExact(rows * columns)];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[(int) (row * columns + column)] =
                        kind == DotKind.BRAIN
                                ? Float.floatToRawIntBits(brainSum(inputs, row, column))
                                : integerSum(inputs, row, column);
            }
        }
        return result;
    }

    private int integerSum(List<MemorySegment> inputs, int row, int column) {
        long leftZero = hasLeftZero() ? element(inputs.get(2), DType.U8, row) : 0;
        long rightZero = hasRightZero() ? element(inputs.get(3), DType.I8, column) : 0;
        long sum = 0;
        for (long k = 0; k < depth; k++) {
            long x = element(inputs.get(0), left, leftPlace(row, k)) - leftZero;
            long y = element(inputs.get(1), right, rightPlace(column, k)) - rightZero;
            sum += x * y;
        }
        return (int) sum;
    }

    private float brainSum(List<MemorySegment> inputs, int row, int column) {
        float sum = 0;
        for (long from = 0; from < depth; from += Contraction.BLOCK_DEPTH) {
            float block = 0;
            for (long k = from; k < Math.min(depth, from + Contraction.BLOCK_DEPTH); k++) {
                float x = brain(inputs.get(0), leftPlace(row, k));
                block = Math.fma(x, brain(inputs.get(1), rightPlace(column, k)), block);
            }
            sum = from == 0 ? block : sum + block;
        }
        return sum;
    }

    /// The program's parts while it is written.
    private static final class Writer implements Scope {
        final BlockBuilder.Names names = new BlockBuilder.Names();
        final BlockBuilder allocations = new BlockBuilder(names);
        final List<LoopFunction> functions = new ArrayList<>();
        final Set<String> defined = new HashSet<>();
        final Expr.Var workers = new Expr.Var(names.fresh("workers"), LoopType.INDEX);
        final List<Expr.Var> dims = new ArrayList<>();
        Expr bytes = index(0);

        @Override
        public Buffer scratch(String hint, DType dtype, long elementsPerWorker) {
            long part = elementsPerWorker * dtype.byteSize();
            if (part % 64 != 0) {
                throw new IllegalArgumentException(hint + ": " + part + " bytes per worker");
            }
            Expr size = multiply(workers, index(elementsPerWorker));
            Buffer buffer = new Buffer(names.fresh(hint), dtype, Space.WORKSPACE, size);
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

        Expr extent(String name, long value, boolean isSymbolic) {
            if (!isSymbolic) {
                return index(value);
            }
            Expr.Var dim = new Expr.Var(names.fresh(name), LoopType.INDEX);
            dims.add(dim);
            return dim;
        }
    }

    /// The dims in the order of the program.
    List<Long> dims() {
        return isSymbolic ? List.of(rows, columns, depth) : List.of();
    }

    /// The program that computes the product.
    LoopProgram program(Target target) {
        Writer writer = new Writer();
        Expr m = writer.extent("m", rows, isSymbolic);
        Expr n = writer.extent("n", columns, isSymbolic);
        Expr k = writer.extent("k", depth, isSymbolic);
        Buffer a = new Buffer("a", left, Space.ARGUMENT, multiply(m, k));
        Buffer b = new Buffer("b", right, Space.ARGUMENT, multiply(n, k));
        Buffer leftZero = new Buffer("z", DType.U8, Space.ARGUMENT, m);
        Buffer rightZero = new Buffer("w", DType.I8, Space.ARGUMENT, n);
        Buffer c = new Buffer("c", kind.sum(), Space.ARGUMENT, multiply(m, n));
        BlockBuilder body = new BlockBuilder(writer.names);
        DotGemm.lower(
                body,
                writer,
                target,
                new DotContraction(
                        kind,
                        m,
                        n,
                        k,
                        operand(a, isLeftTransposed, m, k, hasLeftZero(), leftZero),
                        operand(b, isRightTransposed, n, k, hasRightZero(), rightZero),
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
                                : new Execution.Serial(index(0))));
        BlockBuilder run = new BlockBuilder(writer.names);
        writer.allocations.build().statements().forEach(run::add);
        body.build().statements().forEach(run::add);
        return new LoopProgram(
                "product",
                writer.dims,
                writer.workers,
                List.of(a, b, leftZero, rightZero),
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

    private static NarrowOperand operand(
            Buffer buffer,
            boolean isTransposed,
            Expr outer,
            Expr k,
            boolean hasZero,
            Buffer zeros) {
        MatrixOperand source =
                new MatrixOperand(
                        buffer,
                        index(0),
                        isTransposed ? index(1) : k,
                        isTransposed ? outer : index(1),
                        buffer.dtype());
        ZeroPoint zero =
                (_, at, lanes, mask) -> cast(new Expr.Load(zeros, at, lanes, mask), DType.I32);
        return new NarrowOperand(
                source, buffer.dtype(), hasZero ? Optional.of(zero) : Optional.empty());
    }
}
