package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;
import dev.komodo.math.VectorMath;
import dev.komodo.target.Target;

import java.util.List;

/// The driver of attention: one task computes some rows. For each block of keys it packs keys and
/// values once (they stay in the level 2 cache); for each tile of rows it packs the queries,
/// computes their products with the keys, turns them into weights ([TileRows]) and adds the
/// weights' products with the values to the tile's results, all in the level 1 cache. Results,
/// largest scores and sums wait in scratch memory until the last block.
public final class AttentionTask {
    private final Attention attention;
    private final AttentionTiling tiling;
    private final VectorMath.Scaling scaling;
    private final Part queries;
    private final Part keys;
    private final Part values;
    private final Part products;
    private final Part weights;
    private final Part stage;
    private final Part results;
    private final Part maxima;
    private final Part sums;

    /// Scratch memory of one worker.
    private record Part(Buffer buffer, long elements) {
        TileRows.Place of(BlockBuilder block, Expr worker) {
            Expr offset = block.let(buffer.name() + "_part", multiply(worker, index(elements)));
            return new TileRows.Place(buffer, offset);
        }
    }

    private AttentionTask(Scope scope, Target target, Attention attention) {
        this.attention = attention;
        this.tiling = AttentionTiling.of(target, attention);
        this.scaling = VectorMath.Scaling.of(target);
        long height = tiling.rows();
        this.queries = part(scope, "queries", depthBlocks() * queryElements());
        this.keys = part(scope, "keys", Attention.BLOCK_KEYS * paddedDepth());
        this.values = part(scope, "values", Attention.BLOCK_KEYS * paddedColumns());
        this.products = part(scope, "products", Attention.BLOCK_KEYS * height);
        this.weights = part(scope, "weights", queryElements());
        this.stage = part(scope, "stage", TileRows.stageElements(tiling));
        this.results = part(scope, "results", tiling.taskRows() * paddedColumns());
        long tiles = tiling.taskRows() / height;
        this.maxima = part(scope, "maxima", tiles * tiling.rowElements());
        this.sums = part(scope, "sums", tiles * tiling.rowElements());
    }

    private Part part(Scope scope, String hint, long elements) {
        long whole = (elements + 63) / 64 * 64;
        return new Part(scope.scratch(hint, attention.dtype(), whole), whole);
    }

    private long queryElements() {
        return RowPacker.elements(tiling.rows(), tiling.lanes());
    }

    private long depthBlocks() {
        return (attention.depth() + Contraction.BLOCK_DEPTH - 1) / Contraction.BLOCK_DEPTH;
    }

    private long paddedDepth() {
        return (attention.depth() + tiling.lanes() - 1) / tiling.lanes() * tiling.lanes();
    }

    private long paddedColumns() {
        long width = tiling.valueColumns();
        return (attention.columns() + width - 1) / width * width;
    }

    /// The rows of a register tile; tasks begin at multiples of it.
    ///
    /// @param rows an i64 scalar: all rows
    public static long tileRows(Target target, Expr rows) {
        return AttentionTiling.tileRows(target, rows);
    }

    /// The most rows of one task, a multiple of [#tileRows].
    ///
    /// @param rows an i64 scalar: all rows
    public static long mostRows(Target target, Expr rows) {
        return AttentionTiling.taskRows(target, rows);
    }

    /// Writes one task.
    ///
    /// @param block where the statements go: the body of a loop over tasks
    /// @param worker an i64 scalar: whose scratch memory is used
    /// @param row an i64 scalar: the first row, a multiple of [#tileRows]
    /// @param rows an i64 scalar: how many, at most [#mostRows]; a multiple of [#tileRows] but for
    ///   the last task of the rows
    public static void lower(
            BlockBuilder block,
            Scope scope,
            Target target,
            Attention attention,
            Expr worker,
            Expr row,
            Expr rows) {
        AttentionTask task = new AttentionTask(scope, target, attention);
        for (int height : task.tiling.heights()) {
            for (MicroKernel kernel : List.of(task.keyKernel(height), task.valueKernel(height))) {
                scope.define(kernel.name(), kernel::function);
            }
        }
        task.new Written(block, worker, row, rows).write(block);
    }

    private MicroKernel keyKernel(int height) {
        return kernel(height, tiling.keyColumns());
    }

    private MicroKernel valueKernel(int height) {
        return kernel(height, tiling.valueColumns());
    }

    private MicroKernel kernel(int height, int columns) {
        return new MicroKernel(attention.dtype(), height, columns / tiling.lanes(), tiling.lanes());
    }

    /// One task with its memory.
    private final class Written {
        private final Expr row;
        private final Expr rows;
        private final TileRows.Place queryPlace;
        private final TileRows.Place keyPlace;
        private final TileRows.Place valuePlace;
        private final TileRows.Place productPlace;
        private final TileRows.Place weightPlace;
        private final TileRows.Place resultPlace;
        private final TileRows.Place maximaPlace;
        private final TileRows.Place sumPlace;
        private final TileRows tileRows;

        Written(BlockBuilder block, Expr worker, Expr row, Expr rows) {
            this.row = row;
            this.rows = rows;
            this.queryPlace = queries.of(block, worker);
            this.keyPlace = keys.of(block, worker);
            this.valuePlace = values.of(block, worker);
            this.productPlace = products.of(block, worker);
            this.weightPlace = weights.of(block, worker);
            this.resultPlace = results.of(block, worker);
            this.maximaPlace = maxima.of(block, worker);
            this.sumPlace = sums.of(block, worker);
            this.tileRows =
                    new TileRows(
                            tiling,
                            attention.dtype(),
                            scaling,
                            productPlace,
                            weightPlace,
                            stage.of(block, worker));
        }

        void write(BlockBuilder block) {
            tiles(block, this::begin);
            block.loop(
                    "key_block",
                    index(0),
                    end(block),
                    Attention.BLOCK_KEYS,
                    LoopKind.SERIAL,
                    this::keyBlock);
            tiles(block, this::finish);
        }

        /// The keys that the task's last row sees; the first block is never left out.
        private Expr end(BlockBuilder block) {
            if (attention.seen().isEmpty()) {
                return attention.keys();
            }
            Expr last = block.let("last_row", subtract(add(row, rows), index(1)));
            Expr seen = attention.seen().get().by(block, last);
            Expr first = index(Attention.BLOCK_KEYS);
            return block.let("end", minimum(attention.keys(), maximum(first, seen)));
        }

        @FunctionalInterface
        private interface TileBody {
            /// @param tile the tile's first row in the task
            /// @param used how many of its rows are used
            void write(BlockBuilder block, Expr tile, Expr used);
        }

        private void tiles(BlockBuilder block, TileBody body) {
            block.loop(
                    "tile",
                    index(0),
                    rows,
                    tiling.rows(),
                    LoopKind.SERIAL,
                    (inner, tile) -> {
                        Expr left = subtract(rows, tile);
                        Expr used = inner.let("used", minimum(left, index(tiling.rows())));
                        body.write(inner, tile, used);
                    });
        }

        private TileRows.Place ofTile(BlockBuilder block, TileRows.Place place, Expr tile) {
            Expr number = divide(tile, index(tiling.rows()));
            Expr shift = multiply(number, index(tiling.rowElements()));
            return new TileRows.Place(place.buffer(), block.let("of_tile", place.at(shift)));
        }

        private void begin(BlockBuilder block, Expr tile, Expr used) {
            AttentionResult.begin(
                    block, tiling, ofTile(block, maximaPlace, tile), ofTile(block, sumPlace, tile));
        }

        private void finish(BlockBuilder block, Expr tile, Expr used) {
            AttentionResult result =
                    new AttentionResult(
                            attention,
                            tiling,
                            resultTile(block, tile),
                            ofTile(block, sumPlace, tile));
            result.finish(block, block.let("first_row", add(row, tile)), used);
        }

        private TileRows.Place resultTile(BlockBuilder block, Expr tile) {
            Expr place = resultPlace.at(multiply(tile, index(paddedColumns())));
            return new TileRows.Place(resultPlace.buffer(), block.let("result_tile", place));
        }

        private void keyBlock(BlockBuilder block, Expr key) {
            Expr left = subtract(attention.keys(), key);
            Expr count = block.let("count", minimum(left, index(Attention.BLOCK_KEYS)));
            packKeys(block, key, count);
            packValues(block, key, count);
            tiles(block, (inner, tile, used) -> seenTile(inner, key, count, tile, used));
        }

        private void packKeys(BlockBuilder block, Expr key, Expr count) {
            int width = tiling.keyColumns();
            PanelPacker packer =
                    new PanelPacker(attention.key(), width / tiling.lanes(), tiling.lanes());
            block.loop(
                    "panel",
                    index(0),
                    count,
                    width,
                    LoopKind.SERIAL,
                    (inner, panel) -> {
                        for (int part = 0; part < depthBlocks(); part++) {
                            Expr place = inner.let("panel_place", keyPanel(panel, part));
                            packer.pack(
                                    inner,
                                    keyPlace.buffer(),
                                    place,
                                    inner.let("first_key", add(key, panel)),
                                    inner.let("width", subtract(count, panel)),
                                    index(part * Contraction.BLOCK_DEPTH),
                                    index(depth(part)));
                        }
                    });
        }

        private long depth(int part) {
            long before = part * Contraction.BLOCK_DEPTH;
            return Math.min(Contraction.BLOCK_DEPTH, attention.depth() - before);
        }

        private Expr keyPanel(Expr panel, int part) {
            long before = part * Contraction.BLOCK_DEPTH * tiling.keyColumns();
            return add(keyPlace.at(multiply(panel, index(paddedDepth()))), index(before));
        }

        private void packValues(BlockBuilder block, Expr key, Expr count) {
            int width = tiling.valueColumns();
            PanelPacker packer =
                    new PanelPacker(attention.value(), width / tiling.lanes(), tiling.lanes());
            panels(
                    block,
                    (inner, column) ->
                            packer.pack(
                                    inner,
                                    valuePlace.buffer(),
                                    inner.let("panel_place", valuePanel(column)),
                                    column,
                                    inner.let(
                                            "width", subtract(index(attention.columns()), column)),
                                    key,
                                    count));
        }

        private Expr valuePanel(Expr column) {
            return valuePlace.at(multiply(column, index(Attention.BLOCK_KEYS)));
        }

        @FunctionalInterface
        private interface PanelBody {
            void write(BlockBuilder block, Expr column);
        }

        /// The columns of the values, panel by panel.
        private void panels(BlockBuilder block, PanelBody body) {
            block.loop(
                    "panel",
                    index(0),
                    index(attention.columns()),
                    tiling.valueColumns(),
                    LoopKind.SERIAL,
                    body::write);
        }

        /// A tile with a block, unless no row of it sees the block.
        private void seenTile(BlockBuilder block, Expr key, Expr count, Expr tile, Expr used) {
            if (attention.seen().isEmpty()) {
                tile(block, key, count, tile, used);
                return;
            }
            Expr end = add(add(row, tile), used);
            Expr last = block.let("last_row", subtract(end, index(1)));
            Expr seen = attention.seen().get().by(block, last);
            block.when(
                    less(key, maximum(index(1), seen)),
                    inner -> tile(inner, key, count, tile, used));
        }

        private void tile(BlockBuilder block, Expr key, Expr count, Expr tile, Expr used) {
            Expr first = block.let("first_row", add(row, tile));
            RowPacker packer = new RowPacker(attention.query(), tiling.lanes());
            for (int part = 0; part < depthBlocks(); part++) {
                packer.pack(
                        block,
                        queryPlace.buffer(),
                        queryPart(part),
                        first,
                        used,
                        index(part * Contraction.BLOCK_DEPTH),
                        index(depth(part)));
            }
            products(block, count, used);
            tileRows.scores(block, attention.scores(), first, used, key, count);
            tileRows.shifts(block, ofTile(block, maximaPlace, tile));
            tileRows.weights(block, used, count);
            tileRows.sums(block, ofTile(block, sumPlace, tile));
            TileRows.Place result = resultTile(block, tile);
            block.when(
                    less(index(0), key),
                    later ->
                            later.when(
                                    tileRows.hasMoved(later),
                                    moved ->
                                            AttentionResult.rescale(
                                                    moved, attention, tiling, tileRows, result,
                                                    used)));
            results(block, key, count, used, result);
        }

        private Expr queryPart(int part) {
            return queryPlace.at(index(part * queryElements()));
        }

        private void products(BlockBuilder block, Expr count, Expr used) {
            int width = tiling.keyColumns();
            block.loop(
                    "panel",
                    index(0),
                    count,
                    width,
                    LoopKind.SERIAL,
                    (inner, panel) -> {
                        Expr place = productPlace.at(multiply(panel, index(tiling.rows())));
                        Expr tile = inner.let("product_tile", place);
                        for (int part = 0; part < depthBlocks(); part++) {
                            Expr right = inner.let("right", keyPanel(panel, part));
                            call(
                                    inner,
                                    used,
                                    tiling.heights(),
                                    width,
                                    List.of(
                                            new Stmt.BufferArgument(
                                                    queryPlace.buffer(), queryPart(part)),
                                            new Stmt.BufferArgument(keyPlace.buffer(), right),
                                            new Stmt.BufferArgument(productPlace.buffer(), tile)),
                                    List.of(index(depth(part)), index(width), index(part)));
                        }
                    });
        }

        private void results(
                BlockBuilder block, Expr key, Expr count, Expr used, TileRows.Place result) {
            int width = tiling.valueColumns();
            panels(
                    block,
                    (inner, column) -> {
                        Expr shift = multiply(column, index(tiling.rows()));
                        Expr tile = inner.let("tile_place", result.at(shift));
                        Expr right = inner.let("right", valuePanel(column));
                        call(
                                inner,
                                used,
                                tiling.heights(),
                                width,
                                List.of(
                                        new Stmt.BufferArgument(
                                                weightPlace.buffer(), weightPlace.offset()),
                                        new Stmt.BufferArgument(valuePlace.buffer(), right),
                                        new Stmt.BufferArgument(result.buffer(), tile)),
                                List.of(count, index(width), key));
                    });
        }

        /// Runs the smallest kernel that has enough rows.
        private void call(
                BlockBuilder block,
                Expr used,
                List<Integer> heights,
                int width,
                List<Stmt.BufferArgument> buffers,
                List<Expr> arguments) {
            Stmt.Call call =
                    new Stmt.Call(kernel(heights.getFirst(), width).name(), buffers, arguments);
            if (heights.size() == 1) {
                block.add(call);
                return;
            }
            List<Integer> smaller = heights.subList(1, heights.size());
            block.choose(
                    less(index(smaller.getFirst()), used),
                    inner -> inner.add(call),
                    inner -> call(inner, used, smaller, width, buffers, arguments));
        }
    }
}
