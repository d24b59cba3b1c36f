package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The innermost part of a [LineProduct]: a function that computes a tile of `rows` neighbouring
/// positions of a line and `vectors * lanes` channels in registers, over one block of the depth.
///
/// @param dtype f32 or f64
/// @param rows positions of the tile
/// @param vectors vectors of channels
/// @param lanes elements of a vector
record LineKernel(DType dtype, int rows, int vectors, int lanes) {
    /// Steps along the depth in one iteration: hides the loop's own instructions.
    private static final int UNROLL = 4;

    private static final long LINE_BYTES = 64;

    /// The function's name: equal kernels are one function.
    String name() {
        return "line_%s_%dx%d".formatted(dtype.text(), rows, columns());
    }

    /// The same with another number of rows.
    LineKernel withRows(int count) {
        return new LineKernel(dtype, count, vectors, lanes);
    }

    /// Channels of the tile.
    int columns() {
        return vectors * lanes;
    }

    /// Elements of the tile.
    long tileElements() {
        return (long) rows * columns();
    }

    /// The function `(image, offsets, weights, tile; imageSize, depth, add)`: `tile` becomes the
    /// product, or, where `add` is not 0, the product is added to it.
    LoopFunction function() {
        Expr.Var imageSize = new Expr.Var("image_size", LoopType.INDEX);
        Expr.Var depth = new Expr.Var("depth", LoopType.INDEX);
        Expr.Var isAdded = new Expr.Var("add", LoopType.INDEX);
        Buffer image = parameter("image", dtype, imageSize);
        Buffer offsets = parameter("offsets", DType.I64, depth);
        Buffer weights = parameter("weights", dtype, multiply(depth, index(columns())));
        Buffer tile = parameter("tile", dtype, index(tileElements()));
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        RegisterTile sums = RegisterTile.declare(block, dtype, rows, vectors, lanes);
        Expr whole = block.let("whole", subtract(depth, remainder(depth, index(UNROLL))));
        block.loop(
                "k",
                index(0),
                whole,
                UNROLL,
                LoopKind.SERIAL,
                (inner, k) -> {
                    inner.add(new Stmt.Prefetch(tile, line(k), true));
                    for (int step = 0; step < UNROLL; step++) {
                        step(inner, sums, image, offsets, weights, add(k, index(step)));
                    }
                });
        block.loop("k", whole, depth, (inner, k) -> step(inner, sums, image, offsets, weights, k));
        block.choose(
                equal(isAdded, index(0)),
                inner -> sums.store(inner, tile, index(0), false),
                inner -> sums.store(inner, tile, index(0), true));
        return new LoopFunction(
                name(),
                List.of(image, offsets, weights, tile),
                List.of(imageSize, depth, isAdded),
                block.build(),
                Optional.empty(),
                false);
    }

    /// The tile's element to ask for at a step: see [MicroKernel].
    private Expr line(Expr k) {
        Expr element = multiply(k, index(LINE_BYTES / dtype.byteSize() / UNROLL));
        return minimum(element, index(tileElements() - 1));
    }

    private static Buffer parameter(String name, DType dtype, Expr size) {
        return new Buffer(name, dtype, Space.WORKSPACE, size);
    }

    private void step(
            BlockBuilder block,
            RegisterTile sums,
            Buffer image,
            Buffer offsets,
            Buffer weights,
            Expr k) {
        Expr offset = block.let("offset", load(offsets, k));
        Expr place = block.let("place", multiply(k, index(columns())));
        List<Expr> channels = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            Expr at = add(place, index((long) vector * lanes));
            channels.add(block.bind("channels", load(weights, at, lanes)));
        }
        sums.step(block, channels, (_, row) -> load(image, add(offset, index(row))));
    }
}
