package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.util.List;
import java.util.Objects;

/// A [SlidingProduct] whose vectors go along the channels: register tiles are a few neighbouring
/// positions of one line high, so nothing is computed that is not asked for, however short the
/// lines. The weights come packed. Finished tiles are transposed on their way to the result, whose
/// vectors go along the lines. The sums are those that the package description defines.
///
/// For each panel of channels and each block of the depth, the panel's weights stay in the level 1
/// cache for all positions of a task; unfinished sums wait in scratch memory.
///
/// @param dtype what is computed in: f32 or f64
/// @param weights `weights[channel, k]`, packed in panels of [#panelChannels]
/// @param image where the padded image begins; readable where positions and offsets lead
/// @param offsets for each step of the depth the distance of what it meets from the position
/// @param pitch an i64 scalar: the distance of neighbouring lines
/// @param width how many positions a line has
public record LineProduct(
        DType dtype,
        PackedRight weights,
        SlidingProduct.Place image,
        Buffer offsets,
        Expr pitch,
        long width) {
    /// The fewest vectors of sums that keep the multipliers busy.
    private static final int LEAST_SUMS = 10;

    /// Bytes of unfinished sums of one task: a quarter of the level 2 caches of our days, beside
    /// the image.
    private static final long SUM_BYTES = 128 * 1024;

    /// Cycles that it takes to transpose and store a tile.
    private static final double TURN_CYCLES = 160;

    /// A part of the result that one task computes.
    ///
    /// @param worker whose scratch memory to use
    /// @param line the first line
    /// @param lines how many lines, at most [#mostLines]
    /// @param channel the first channel, that of a panel
    public record Part(Expr worker, Expr line, Expr lines, Expr channel) {}

    /// Refuses null.
    public LineProduct {
        Objects.requireNonNull(dtype);
        Objects.requireNonNull(weights);
        Objects.requireNonNull(image);
        Objects.requireNonNull(offsets);
        Objects.requireNonNull(pitch);
    }

    /// Channels of a panel.
    ///
    /// @param channels how many channels
    public static int panelChannels(Target target, DType dtype, long channels) {
        int lanes = target.lanes(dtype.byteSize());
        return Tiling.vectors(lanes, index(channels)) * lanes;
    }

    private static int tileRows(Target target, long width) {
        return Tiling.evenRows(width, Tiling.mostRows(target, 2));
    }

    /// What is computed and waited for, for each product that is asked for: 1 where nothing is
    /// lost, infinitely much where lines are too short.
    ///
    /// @param channels how many channels
    /// @param depth how many products an element has
    /// @param width how many positions a line has
    public static double cost(Target target, DType dtype, long channels, long depth, long width) {
        long panel = panelChannels(target, dtype, channels);
        int rows = tileRows(target, width);
        if (rows * panel < (long) LEAST_SUMS * target.lanes(dtype.byteSize())) {
            return Double.POSITIVE_INFINITY;
        }
        double computed = (double) Math.ceilDiv(channels, panel) * panel / channels;
        double vectors = (double) panel / target.lanes(dtype.byteSize());
        double loads = (rows + vectors) / (rows * vectors);
        return computed * Math.max(1, loads) * (1 + TURN_CYCLES / (depth * rows));
    }

    /// The most lines of a part.
    ///
    /// @param channels how many channels
    /// @param width how many positions a line has
    public static long mostLines(Target target, DType dtype, long channels, long width) {
        long tiles = Math.ceilDiv(width, tileRows(target, width));
        long line = tiles * tileRows(target, width) * panelChannels(target, dtype, channels);
        return Math.max(1, SUM_BYTES / (line * dtype.byteSize()));
    }

    /// Writes a part of the product.
    ///
    /// @param block where the statements go
    /// @param scope gives scratch memory and takes functions
    /// @param results takes finished elements
    public void lower(
            BlockBuilder block,
            Scope scope,
            Target target,
            Part part,
            SlidingProduct.Lines results) {
        int lanes = target.lanes(dtype.byteSize());
        int vectors = weights.panelColumns() / lanes;
        LineKernel kernel = new LineKernel(dtype, tileRows(target, width), vectors, lanes);
        long most = mostLines(target, dtype, weights.columns(), width);
        new Loops(this, scope, kernel, part, results, most).write(block);
    }

    /// The loops of one part.
    private static final class Loops {
        private final LineProduct product;
        private final LineKernel kernel;
        private final Part part;
        private final SlidingProduct.Lines results;
        private final long lineElements;
        private final long partElements;
        private final int rest;
        private final Buffer sums;
        private final TurnedTile turned;

        Loops(
                LineProduct product,
                Scope scope,
                LineKernel kernel,
                Part part,
                SlidingProduct.Lines results,
                long mostLines) {
            this.product = product;
            this.kernel = kernel;
            this.part = part;
            this.results = results;
            this.rest = (int) (product.width % kernel.rows());
            long tiles = Math.ceilDiv(product.width, kernel.rows());
            this.lineElements = tiles * kernel.tileElements();
            this.partElements = mostLines * lineElements;
            this.sums = scope.scratch("sums", product.dtype, partElements);
            this.turned = new TurnedTile(scope, kernel, sums, part.worker(), results);
            scope.define(kernel.name(), kernel::function);
            if (rest > 0) {
                LineKernel last = kernel.withRows(rest);
                scope.define(last.name(), last::function);
            }
        }

        void write(BlockBuilder block) {
            Expr place = block.let("sums_place", multiply(part.worker(), index(partElements)));
            Expr channels = subtract(index(product.weights.columns()), part.channel());
            Expr count = block.let("channels", minimum(channels, index(kernel.columns())));
            long depth = product.weights.depth();
            block.loop(
                    "k",
                    index(0),
                    index(depth),
                    Contraction.BLOCK_DEPTH,
                    LoopKind.SERIAL,
                    (inner, k) -> {
                        Expr left = subtract(index(depth), k);
                        Expr steps =
                                inner.let("steps", minimum(index(Contraction.BLOCK_DEPTH), left));
                        lines(
                                inner,
                                (body, line, sum) -> products(body, line, sum, k, steps, place));
                    });
            lines(block, (inner, line, sum) -> finish(inner, line, sum, count, place));
        }

        private interface LineBody {
            void write(BlockBuilder block, Expr line, Expr sum);
        }

        /// Visits the lines that have results.
        private void lines(BlockBuilder block, LineBody body) {
            block.loop(
                    "number",
                    index(0),
                    part.lines(),
                    (inner, number) -> {
                        Expr line = inner.let("line", add(part.line(), number));
                        Expr sum = inner.let("sum", multiply(number, index(lineElements)));
                        results.isLine(inner, line)
                                .ifPresentOrElse(
                                        has -> inner.when(has, then -> body.write(then, line, sum)),
                                        () -> body.write(inner, line, sum));
                    });
        }

        private interface TileBody {
            void write(BlockBuilder block, LineKernel used, Expr at, Expr sum);
        }

        /// Visits the tiles of a line.
        private void tiles(BlockBuilder block, Expr sum, Expr place, TileBody body) {
            long whole = product.width - rest;
            Expr first = block.let("line_sums", add(place, sum));
            block.loop(
                    "at",
                    index(0),
                    index(whole),
                    kernel.rows(),
                    LoopKind.SERIAL,
                    (inner, at) -> {
                        Expr shift = multiply(at, index(kernel.columns()));
                        body.write(inner, kernel, at, inner.let("tile", add(first, shift)));
                    });
            if (rest > 0) {
                Expr last = add(first, index(whole * kernel.columns()));
                body.write(block, kernel.withRows(rest), index(whole), block.let("tile", last));
            }
        }

        private void products(
                BlockBuilder block, Expr line, Expr sum, Expr k, Expr steps, Expr place) {
            Expr origin = add(product.image.offset(), multiply(line, product.pitch));
            Expr from = block.let("line_place", origin);
            tiles(
                    block,
                    sum,
                    place,
                    (inner, used, at, tile) -> {
                        Expr begin = inner.let("begin", add(from, at));
                        Buffer image = product.image.buffer();
                        Expr size = inner.let("size", subtract(image.size(), begin));
                        Expr weights = product.weights.place(part.channel(), k);
                        inner.add(
                                new Stmt.Call(
                                        used.name(),
                                        List.of(
                                                new Stmt.BufferArgument(image, begin),
                                                new Stmt.BufferArgument(product.offsets, k),
                                                new Stmt.BufferArgument(
                                                        product.weights.buffer(), weights),
                                                new Stmt.BufferArgument(sums, tile)),
                                        List.of(size, steps, k)));
                    });
        }

        private void finish(BlockBuilder block, Expr line, Expr sum, Expr count, Expr place) {
            tiles(
                    block,
                    sum,
                    place,
                    (inner, used, at, tile) ->
                            turned.finish(
                                    inner, used.rows(), tile, part.channel(), count, line, at));
        }
    }
}
