package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.minimum;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The innermost part of a [SlidingProduct]: a function that computes a tile of `rows x (vectors *
/// lanes)` sums in registers over the whole depth, reading both operands where they are.
///
/// @param dtype f32 or f64
/// @param rows rows of the tile
/// @param vectors vectors in a row of the tile
/// @param lanes elements of a vector
/// @param depth how many products an element has, at least 1
/// @param leftStride the distance of neighbouring rows of the left operand
record SlidingKernel(DType dtype, int rows, int vectors, int lanes, long depth, long leftStride) {
    /// Steps along the depth in one iteration: hides the loop's own instructions.
    private static final int UNROLL = 4;

    /// The same with another number of rows.
    SlidingKernel withRows(int count) {
        return new SlidingKernel(dtype, count, vectors, lanes, depth, leftStride);
    }

    /// The function's name: equal kernels are one function.
    String name() {
        return "slide_%s_%dx%d_%d_%d".formatted(dtype.text(), rows, columns(), depth, leftStride);
    }

    /// Columns of the tile.
    int columns() {
        return vectors * lanes;
    }

    /// Elements of the tile.
    long tileElements() {
        return (long) rows * columns();
    }

    /// The function `(left, right, offsets, tile; rightSize)`: `tile` becomes the product.
    LoopFunction function() {
        Expr.Var rightSize = new Expr.Var("right_size", LoopType.INDEX);
        Operands operands =
                new Operands(
                        parameter("left", dtype, index((rows - 1) * leftStride + depth)),
                        parameter("right", dtype, rightSize),
                        parameter("offsets", DType.I64, index(depth)),
                        parameter("tile", dtype, index(tileElements())));
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        if (depth <= Contraction.BLOCK_DEPTH) {
            steps(block, operands, index(0), index(depth), Optional.empty());
        } else {
            block.loop(
                    "k_block",
                    index(0),
                    index(depth),
                    Contraction.BLOCK_DEPTH,
                    LoopKind.SERIAL,
                    (inner, k) -> {
                        Expr beyond = add(k, index(Contraction.BLOCK_DEPTH));
                        Expr end = inner.let("end", minimum(beyond, index(depth)));
                        steps(inner, operands, k, end, Optional.of(equal(k, index(0))));
                    });
        }
        return new LoopFunction(
                name(),
                List.of(operands.left, operands.right, operands.offsets, operands.tile),
                List.of(rightSize),
                block.build(),
                Optional.empty(),
                false);
    }

    private record Operands(Buffer left, Buffer right, Buffer offsets, Buffer tile) {}

    private static Buffer parameter(String name, DType dtype, Expr size) {
        return new Buffer(name, dtype, Space.WORKSPACE, size);
    }

    /// The sums over one block of the depth.
    ///
    /// @param isFirst whether it is the first block; absent if it is the only one
    private void steps(
            BlockBuilder block, Operands operands, Expr begin, Expr end, Optional<Expr> isFirst) {
        RegisterTile sums = RegisterTile.declare(block, dtype, rows, vectors, lanes);
        Expr count = Expressions.subtract(end, begin);
        Expr rest = Expressions.remainder(count, index(UNROLL));
        Expr whole = block.let("whole", Expressions.subtract(end, rest));
        block.loop(
                "k",
                begin,
                whole,
                UNROLL,
                LoopKind.SERIAL,
                (inner, k) -> {
                    for (int step = 0; step < UNROLL; step++) {
                        step(inner, operands, sums, add(k, index(step)));
                    }
                });
        if (depth % UNROLL != 0) {
            block.loop("k", whole, end, (inner, k) -> step(inner, operands, sums, k));
        }
        if (isFirst.isEmpty()) {
            sums.store(block, operands.tile, index(0), false);
        } else {
            block.choose(
                    isFirst.get(),
                    first -> sums.store(first, operands.tile, index(0), false),
                    next -> sums.store(next, operands.tile, index(0), true));
        }
    }

    private void step(BlockBuilder block, Operands operands, RegisterTile sums, Expr k) {
        Expr offset = block.let("offset", load(operands.offsets, k));
        List<Expr> columns = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            Expr at = add(offset, index((long) vector * lanes));
            columns.add(block.bind("right_row", load(operands.right, at, lanes)));
        }
        sums.step(block, columns, (_, row) -> load(operands.left, add(k, index(row * leftStride))));
    }
}
