package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;
import dev.komodo.math.VectorMath;
import dev.komodo.target.Target;

import java.util.List;
import java.util.Optional;

/// The driver of attention: one task computes some rows. For each block of keys it packs keys and
/// values once (they stay in the level 2 cache); for each tile of rows it packs the queries,
/// computes their products with the keys, turns them into weights ([TileRows]) and adds the
/// weights' products with the values to the tile's results, all in the level 1 cache. Results,
/// largest scores and sums wait in scratch memory until the last block.
public final class AttentionTask {
    private final Attention attention;
    private final AttentionTiling tiling;
    private final VectorMath.Scaling scaling;
    private final TileProducts kernels;
    private final List<FactorTiles> factors;
    private final WorkerPart values;
    private final WorkerPart weights;
    private final WorkerPart stage;
    private final WorkerPart results;
    private final WorkerPart maxima;
    private final WorkerPart sums;

    private AttentionTask(Scope scope, Target target, Attention attention) {
        this.attention = attention;
        this.tiling = AttentionTiling.of(target, attention);
        this.scaling = VectorMath.Scaling.of(target);
        this.kernels = new TileProducts(attention.dtype(), tiling, tiling.valueColumns());
        this.factors =
                attention.factors().stream()
                        .map(pair -> new FactorTiles(scope, attention.dtype(), tiling, pair))
                        .toList();
        this.values = part(scope, "values", Attention.BLOCK_KEYS * paddedColumns());
        long weightElements = RowPacker.elements(tiling.rows(), tiling.lanes());
        this.weights = part(scope, "weights", weightElements);
        this.stage = part(scope, "stage", TileRows.stageElements(tiling));
        this.results = part(scope, "results", tiling.taskRows() * paddedColumns());
        long tiles = tiling.taskRows() / tiling.rows();
        this.maxima = part(scope, "maxima", tiles * tiling.rowElements());
        this.sums = part(scope, "sums", tiles * tiling.rowElements());
        kernels.define(scope);
    }

    private WorkerPart part(Scope scope, String hint, long elements) {
        return WorkerPart.of(scope, hint, attention.dtype(), elements);
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
        task.new Written(block, worker, row, rows).write(block);
    }

    /// One task with its memory.
    private final class Written {
        private final Expr row;
        private final Expr rows;
        private final List<FactorTiles.Written> factorTiles;
        private final TileRows.Place valuePlace;
        private final TileRows.Place weightPlace;
        private final TileRows.Place resultPlace;
        private final TileRows.Place maximaPlace;
        private final TileRows.Place sumPlace;
        private final TileRows tileRows;

        Written(BlockBuilder block, Expr worker, Expr row, Expr rows) {
            this.row = row;
            this.rows = rows;
            this.factorTiles = factors.stream().map(tiles -> tiles.of(block, worker)).toList();
            this.valuePlace = values.of(block, worker);
            this.weightPlace = weights.of(block, worker);
            this.resultPlace = results.of(block, worker);
            this.maximaPlace = maxima.of(block, worker);
            this.sumPlace = sums.of(block, worker);
            this.tileRows =
                    new TileRows(
                            tiling,
                            attention.dtype(),
                            scaling,
                            factorTiles.stream().map(FactorTiles.Written::products).toList(),
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
            Expr first = block.let("first_row", add(row, tile));
            TileRows.Place ownSums = ofTile(block, sumPlace, tile);
            AttentionResult result =
                    new AttentionResult(attention, tiling, resultTile(block, tile), ownSums);
            switch (attention.weighting()) {
                case Attention.Weighting.Softmax(Attention.Hidden hidden) -> {
                    result.divide(block, hidden, used);
                    result.finish(block, first, used);
                }
                case Attention.Weighting.Scores() -> {
                    block.when(equal(attention.keys(), index(0)), none -> result.clear(none, used));
                    result.finish(block, first, used);
                }
                case Attention.Weighting.Largest() -> {
                    TileRows.Place best = ofTile(block, maximaPlace, tile);
                    block.loop(
                            "row", index(0), used, (inner, at) -> largest(inner, best, first, at));
                }
            }
        }

        private void largest(BlockBuilder block, TileRows.Place best, Expr first, Expr at) {
            Expr value = block.bind("best", load(best.buffer(), best.at(at)));
            Expr place = block.let("result_row", add(first, at));
            attention.epilogue().store(block, value, place, index(0), Optional.empty());
        }

        private TileRows.Place resultTile(BlockBuilder block, Expr tile) {
            Expr place = resultPlace.at(multiply(tile, index(paddedColumns())));
            return new TileRows.Place(resultPlace.buffer(), block.let("result_tile", place));
        }

        private boolean hasValues() {
            return !(attention.weighting() instanceof Attention.Weighting.Largest);
        }

        private void keyBlock(BlockBuilder block, Expr key) {
            Expr left = subtract(attention.keys(), key);
            Expr count = block.let("count", minimum(left, index(Attention.BLOCK_KEYS)));
            factorTiles.forEach(pair -> pair.packKeys(block, key, count));
            if (hasValues()) {
                packValues(block, key, count);
            }
            tiles(block, (inner, tile, used) -> seenTile(inner, key, count, tile, used));
        }

        private void packValues(BlockBuilder block, Expr key, Expr count) {
            int vectors = tiling.valueColumns() / tiling.lanes();
            PanelPacker packer = new PanelPacker(attention.value(), vectors, tiling.lanes());
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
            factorTiles.forEach(pair -> pair.multiplied(block, first, used, count));
            tileRows.scores(block, attention.scores(), first, used, key, count);
            TileRows.Place result = resultTile(block, tile);
            switch (attention.weighting()) {
                case Attention.Weighting.Softmax _ -> {
                    tileRows.shifts(block, ofTile(block, maximaPlace, tile));
                    tileRows.weights(block, used, count);
                    tileRows.sums(block, ofTile(block, sumPlace, tile));
                    rescale(block, key, used, result);
                    results(block, key, count, used, result);
                }
                case Attention.Weighting.Scores() -> results(block, key, count, used, result);
                case Attention.Weighting.Largest() ->
                        tileRows.shifts(block, ofTile(block, maximaPlace, tile));
            }
        }

        private void rescale(BlockBuilder block, Expr key, Expr used, TileRows.Place result) {
            block.when(
                    less(index(0), key),
                    later ->
                            later.when(
                                    tileRows.hasMoved(later),
                                    moved ->
                                            AttentionResult.rescale(
                                                    moved, attention, tiling, tileRows, result,
                                                    used)));
        }

        private void results(
                BlockBuilder block, Expr key, Expr count, Expr used, TileRows.Place result) {
            panels(
                    block,
                    (inner, column) -> {
                        Expr shift = multiply(column, index(tiling.rows()));
                        Expr tile = inner.let("tile_place", result.at(shift));
                        Expr right = inner.let("right", valuePanel(column));
                        kernels.call(
                                inner,
                                used,
                                new Stmt.BufferArgument(weightPlace.buffer(), weightPlace.offset()),
                                new Stmt.BufferArgument(valuePlace.buffer(), right),
                                new Stmt.BufferArgument(result.buffer(), tile),
                                count,
                                key);
                    });
        }
    }
}
