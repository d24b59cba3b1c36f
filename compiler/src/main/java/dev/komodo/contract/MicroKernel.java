package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The innermost part of a large product: a function that computes a tile of `rows x (vectors *
/// lanes)` sums in registers over one block of the contracted axis.
///
/// The left elements are packed by rows ([RowPacker]), the right ones lie in rows of consecutive
/// columns, packed or not. The tile is written without masks: what lies beyond the matrix is
/// computed from whatever the scratch memory holds and never leaves it.
///
/// @param dtype f32 or f64
/// @param rows rows of the tile
/// @param vectors vectors in a row of the tile
/// @param lanes elements of a vector
record MicroKernel(DType dtype, int rows, int vectors, int lanes) {
    /// Steps along the contracted axis in one iteration: hides the loop's own instructions.
    private static final int UNROLL = 4;

    private static final long LINE_BYTES = 64;

    /// The function's name: equal kernels are one function.
    String name() {
        return "matmul_" + dtype.text() + "_" + rows + "x" + columns();
    }

    private int columns() {
        return vectors * lanes;
    }

    /// The function `(left, right, tile; depth, rightStride, add)`: `tile` becomes the product, or,
    /// where `add` is not 0, the product is added to it.
    LoopFunction function() {
        Expr.Var depth = new Expr.Var("depth", LoopType.INDEX);
        Expr.Var stride = new Expr.Var("right_stride", LoopType.INDEX);
        Expr.Var isAdded = new Expr.Var("add", LoopType.INDEX);
        Expr rightSize = add(multiply(subtract(depth, index(1)), stride), index(columns()));
        Buffer left = parameter("left", index(rows * RowPacker.STRIDE));
        Buffer right = parameter("right", select(equal(depth, index(0)), index(0), rightSize));
        Buffer tile = parameter("tile", index((long) rows * columns()));
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        RegisterTile sums = RegisterTile.declare(block, dtype, rows, vectors, lanes);
        Expr whole =
                block.let("whole", subtract(depth, Expressions.remainder(depth, index(UNROLL))));
        block.loop(
                "k",
                index(0),
                whole,
                UNROLL,
                LoopKind.SERIAL,
                (inner, k) -> {
                    inner.add(new Stmt.Prefetch(tile, line(k), true));
                    for (int step = 0; step < UNROLL; step++) {
                        step(inner, sums, left, right, add(k, index(step)), stride);
                    }
                });
        block.loop("k", whole, depth, (inner, k) -> step(inner, sums, left, right, k, stride));
        block.choose(
                equal(isAdded, index(0)),
                inner -> sums.store(inner, tile, index(0), false),
                inner -> sums.store(inner, tile, index(0), true));
        return new LoopFunction(
                name(),
                List.of(left, right, tile),
                List.of(depth, stride, isAdded),
                block.build(),
                Optional.empty(),
                false);
    }

    /// The tile's element to ask for at a step, a line of the cache in each iteration: sums that
    /// wait behind the level 2 cache are there when they are added to, and do not come all at once.
    private Expr line(Expr k) {
        Expr element = multiply(k, index(LINE_BYTES / dtype.byteSize() / UNROLL));
        return minimum(element, index((long) rows * columns() - 1));
    }

    private Buffer parameter(String name, Expr size) {
        return new Buffer(name, dtype, Space.WORKSPACE, size);
    }

    private void step(
            BlockBuilder block, RegisterTile sums, Buffer left, Buffer right, Expr k, Expr stride) {
        Expr place = block.let("place", multiply(k, stride));
        List<Expr> columns = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            Expr at = add(place, index((long) vector * lanes));
            columns.add(block.bind("right_row", load(right, at, lanes)));
        }
        sums.step(block, columns, (_, row) -> load(left, add(k, index(row * RowPacker.STRIDE))));
    }
}
