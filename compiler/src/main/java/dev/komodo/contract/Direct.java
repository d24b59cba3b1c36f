package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The driver of products with few rows, and of those whose operands stay near ([Nearness]): they
/// are read where they are, without packing. The columns are cut into tiles; each is computed in
/// registers along the whole contracted axis. A right operand that is contiguous along the
/// contracted axis is transposed in registers on the way.
final class Direct {
    /// Steps along the contracted axis in one iteration.
    private static final int UNROLL = 4;

    /// The most statements of epilogues in one tile.
    private static final int MOST_STATEMENTS = 200;

    /// So few rows leave registers to more vectors, which share what they read.
    private static final int FEW_ROWS = 4;

    /// The most rows for which transposed vectors and sums fit the registers.
    private static final int MOST_TRANSPOSED = 4;

    /// The largest extents for which packing costs more than it brings, whatever the operands are.
    private static final long SMALL = 48;

    private final Contraction contraction;
    private final int rows;
    private final int tileRows;
    private final int vectors;
    private final int lanes;
    private final boolean isByRows;
    private final Buffer tile;
    private final Buffer tail;

    private Direct(Scope scope, Target target, Contraction contraction, int rows) {
        this.contraction = contraction;
        this.rows = rows;
        this.lanes = target.lanes(contraction.dtype().byteSize());
        DirectTile chosen = DirectTile.of(target, contraction, rows);
        this.tileRows = chosen.rows();
        this.isByRows = Nearness.of(target, contraction).filter(Nearness::isByRows).isPresent();
        this.vectors = vectors(target, chosen);
        this.tile = scope.scratch("tile", contraction.dtype(), tileElements());
        this.tail =
                isTransposing() ? scope.scratch("tail", contraction.dtype(), tailElements()) : tile;
    }

    /// Whether a product is one for this driver.
    static boolean suits(Target target, Contraction contraction) {
        long rows = constant(contraction.rows()).orElse(Long.MAX_VALUE);
        if (contraction.right().direction() == PackSource.Direction.K) {
            return rows <= MOST_TRANSPOSED;
        }
        return rows <= Tiling.mostRows(target, 2)
                || isSmall(contraction)
                || Nearness.of(target, contraction).filter(Nearness::isNear).isPresent();
    }

    /// Whether a product is one for this driver once the right operand is packed.
    static boolean suitsOncePacked(Target target, Contraction contraction) {
        return !suits(target, contraction)
                && Nearness.of(target, contraction).filter(Nearness::isNearOncePacked).isPresent();
    }

    private static boolean isSmall(Contraction contraction) {
        return Stream.of(contraction.rows(), contraction.columns(), contraction.depth())
                .allMatch(extent -> constant(extent).filter(n -> n <= SMALL).isPresent());
    }

    /// Writes a product.
    ///
    /// @param block where the statements go
    /// @param scope gives scratch memory
    /// @throws IllegalArgumentException if the number of rows is not known
    static void lower(BlockBuilder block, Scope scope, Target target, Contraction contraction) {
        long rows =
                constant(contraction.rows())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "Few rows must be known in number, found "
                                                        + contraction.rows()));
        if (rows > 0) {
            new Direct(scope, target, contraction, Math.toIntExact(rows)).tiles(block);
        }
    }

    private boolean isTransposing() {
        return contraction.right().direction() == PackSource.Direction.K;
    }

    /// As many vectors side by side as there are registers for their sums; but one where columns
    /// are transposed, for each column is a stream of its own, and processors follow some 16
    /// streams.
    private int vectors(Target target, DirectTile chosen) {
        if (isTransposing()) {
            return 1;
        }
        if (rows > FEW_ROWS) {
            return chosen.vectors();
        }
        int wanted = target.vectorRegisters() / (rows == 1 ? 4 : 8);
        long columns = constant(contraction.columns()).orElse(Long.MAX_VALUE);
        long needed = Math.max(1, columns / lanes + (columns % lanes == 0 ? 0 : 1));
        return (int) Math.min(wanted, needed);
    }

    private int tileColumns() {
        return vectors * lanes;
    }

    private long tileElements() {
        return padded((long) tileRows * tileColumns());
    }

    private long tailElements() {
        return padded((long) lanes * tileColumns());
    }

    /// How many statements the epilogue has.
    private int statements() {
        BlockBuilder trial = new BlockBuilder(new BlockBuilder.Names());
        Expr values = number(new LoopType(contraction.dtype(), lanes), 0);
        contraction.epilogue().store(trial, values, index(0), index(0), Optional.empty());
        return trial.build().statements().size();
    }

    private static long padded(long elements) {
        return (elements + 15) / 16 * 16;
    }

    private void tiles(BlockBuilder block) {
        Expr columns = contraction.columns();
        switch (contraction.execution()) {
            case Execution.Serial(Expr worker) ->
                    block.loop(
                            "column",
                            index(0),
                            columns,
                            tileColumns(),
                            LoopKind.SERIAL,
                            (inner, column) -> columnTile(inner, worker, column));
            case Execution.Parallel _ when rows == tileRows ->
                    block.parallel(
                            "column",
                            index(0),
                            columns,
                            tileColumns(),
                            grain(),
                            (inner, column, worker) -> columnTile(inner, worker, column));
            case Execution.Parallel _ -> gridOfTiles(block);
        }
    }

    /// As many tiles as are worth a thread.
    private long grain() {
        long depth = constant(contraction.depth()).orElse(Contraction.BLOCK_DEPTH);
        long products = Math.max(1, (long) tileRows * depth * tileColumns());
        return Math.max(1, TaskGrid.SERIAL_PRODUCTS / 4 / products);
    }

    /// Tile after tile, column by column or row by row: small tasks keep the workers equally busy.
    private void gridOfTiles(BlockBuilder block) {
        int rowTiles = Math.ceilDiv(rows, tileRows);
        int rest = rows % tileRows;
        Expr past = index(tileColumns() - 1L);
        Expr columnTiles = divide(add(contraction.columns(), past), index(tileColumns()));
        block.parallel(
                "tile",
                index(0),
                block.let("tiles", multiply(columnTiles, index(rowTiles))),
                1,
                grain(),
                (inner, number, worker) -> {
                    Expr columnTile =
                            isByRows
                                    ? remainder(number, columnTiles)
                                    : divide(number, index(rowTiles));
                    Expr column = inner.let("column", multiply(columnTile, index(tileColumns())));
                    Expr rowTile =
                            isByRows
                                    ? divide(number, columnTiles)
                                    : remainder(number, index(rowTiles));
                    Expr row = inner.let("row", multiply(rowTile, index(tileRows)));
                    Places places = places(inner, worker, column);
                    if (rest == 0) {
                        tile(inner, tileRows, row, column, places);
                        return;
                    }
                    inner.choose(
                            less(row, index(rows - rest)),
                            whole -> tile(whole, tileRows, row, column, places),
                            last -> tile(last, rest, row, column, places));
                });
    }

    /// What the tiles of a column share.
    private record Places(Expr width, Expr tile, Expr tail) {}

    private Places places(BlockBuilder block, Expr worker, Expr column) {
        return new Places(
                block.let("width", subtract(contraction.columns(), column)),
                block.let("tile_place", multiply(worker, index(tileElements()))),
                block.let("tail_place", multiply(worker, index(tailElements()))));
    }

    private void tile(BlockBuilder block, int count, Expr row, Expr column, Places places) {
        new Tile(count, row, column, places.width, places.tile, places.tail).write(block);
    }

    private void columnTile(BlockBuilder block, Expr worker, Expr column) {
        Places places = places(block, worker, column);
        int rest = rows % tileRows;
        if (rows == tileRows) {
            tile(block, tileRows, index(0), column, places);
            return;
        }
        block.loop(
                "row",
                index(0),
                index(rows - rest),
                tileRows,
                LoopKind.SERIAL,
                (inner, row) -> tile(inner, tileRows, row, column, places));
        if (rest > 0) {
            tile(block, rest, index(rows - rest), column, places);
        }
    }

    /// One register tile.
    private final class Tile {
        private final int count;
        private final Expr row;
        private final Expr column;
        private final Expr width;
        private final Expr place;
        private final Expr spare;

        Tile(int count, Expr row, Expr column, Expr width, Expr place, Expr spare) {
            this.count = count;
            this.row = row;
            this.column = column;
            this.width = width;
            this.place = place;
            this.spare = spare;
        }

        void write(BlockBuilder block) {
            boolean isWhole = Masks.isMultiple(contraction.columns(), tileColumns());
            if (isTransposing() || isWhole) {
                sums(block, Collections.nCopies(vectors, Optional.empty()));
            } else {
                cutOrWhole(block);
            }
            if (isFinishedInRegisters()) {
                return;
            }
            new FinishedTile(tile, place, tileColumns(), lanes)
                    .finish(
                            block,
                            contraction.epilogue(),
                            row,
                            index(count),
                            column,
                            width,
                            isWhole);
        }

        /// Whether the sums go through the epilogue from where they are: that takes its statements
        /// for each vector of the tile, which only a short epilogue is worth.
        private boolean isFinishedInRegisters() {
            return contraction.isOneBlock()
                    && !isTransposing()
                    && statements() * count * vectors <= MOST_STATEMENTS;
        }

        private void cutOrWhole(BlockBuilder block) {
            Optional<Long> known = constant(contraction.columns()).filter(n -> n < tileColumns());
            if (known.isPresent()) {
                sums(block, masks(block, known.get()));
                return;
            }
            int needed = cutVectors();
            long sure = constant(contraction.columns()).orElse(0L) % tileColumns();
            block.choose(
                    less(width, index(tileColumns())),
                    cut -> sums(cut, masks(cut, sure).subList(0, needed)),
                    whole -> sums(whole, Collections.nCopies(vectors, Optional.empty())));
        }

        /// How many vectors the last columns take.
        private int cutVectors() {
            return constant(contraction.columns())
                    .map(known -> (int) Math.ceilDiv(known % tileColumns(), lanes))
                    .orElse(vectors);
        }

        /// Masks for the vectors that are not known to be whole.
        private List<Optional<Expr>> masks(BlockBuilder block, long sure) {
            List<Optional<Expr>> masks = new ArrayList<>();
            for (int vector = 0; vector < vectors; vector++) {
                long begin = (long) vector * lanes;
                masks.add(
                        begin + lanes <= sure
                                ? Optional.empty()
                                : Optional.of(
                                        block.bind(
                                                "mask",
                                                Masks.first(
                                                        subtract(width, index(begin)), lanes))));
            }
            return masks;
        }

        /// Leaves the complete sums in the scratch tile.
        private void sums(BlockBuilder block, List<Optional<Expr>> masks) {
            if (contraction.isOneBlock()) {
                RegisterTile sums = declareSums(block, masks.size());
                steps(block, sums, masks, index(0), contraction.depth());
                if (isFinishedInRegisters()) {
                    sums.finish(block, contraction.epilogue(), row, column, masks);
                } else {
                    sums.store(block, tile, place, false);
                }
                return;
            }
            long blockDepth = Contraction.BLOCK_DEPTH;
            Expr count = divide(add(contraction.depth(), index(blockDepth - 1)), index(blockDepth));
            block.loop(
                    "depth_block",
                    index(0),
                    maximum(index(1), count),
                    (inner, number) -> {
                        Expr k = inner.let("k", multiply(number, index(blockDepth)));
                        Expr left = subtract(contraction.depth(), k);
                        Expr depth = inner.let("depth", minimum(index(blockDepth), left));
                        RegisterTile sums = declareSums(inner, masks.size());
                        steps(inner, sums, masks, k, depth);
                        inner.choose(
                                equal(number, index(0)),
                                first -> sums.store(first, tile, place, false),
                                next -> sums.store(next, tile, place, true));
                    });
        }

        private RegisterTile declareSums(BlockBuilder block, int across) {
            return RegisterTile.declare(block, contraction.dtype(), count, across, lanes)
                    .withPitch(vectors);
        }

        private void steps(
                BlockBuilder block,
                RegisterTile sums,
                List<Optional<Expr>> masks,
                Expr k,
                Expr depth) {
            if (isTransposing()) {
                transposedSteps(block, sums, k, depth);
                return;
            }
            Expr whole = block.let("whole", multiply(divide(depth, index(UNROLL)), index(UNROLL)));
            block.loop(
                    "step",
                    index(0),
                    whole,
                    UNROLL,
                    LoopKind.SERIAL,
                    (inner, step) -> {
                        for (int i = 0; i < UNROLL; i++) {
                            step(inner, sums, masks, add(k, add(step, index(i))));
                        }
                    });
            if (!Masks.isMultiple(depth, UNROLL)) {
                block.loop(
                        "step",
                        whole,
                        depth,
                        (inner, step) -> step(inner, sums, masks, add(k, step)));
            }
        }

        private void step(
                BlockBuilder block, RegisterTile sums, List<Optional<Expr>> masks, Expr k) {
            List<Expr> right = new ArrayList<>();
            for (int vector = 0; vector < masks.size(); vector++) {
                Expr first = add(column, index((long) vector * lanes));
                Expr elements =
                        contraction
                                .right()
                                .elements(
                                        block,
                                        first,
                                        k,
                                        PackSource.Direction.OUTER,
                                        lanes,
                                        masks.get(vector));
                right.add(block.bind("right", elements));
            }
            accumulate(block, sums, right, k);
        }

        private void accumulate(
                BlockBuilder block, RegisterTile sums, List<? extends Expr> right, Expr k) {
            PackSource left = contraction.left();
            sums.step(
                    block,
                    right,
                    (inner, r) ->
                            left.elements(
                                    inner,
                                    add(row, index(r)),
                                    k,
                                    left.direction(),
                                    1,
                                    Optional.empty()));
        }

        private void transposedSteps(BlockBuilder block, RegisterTile sums, Expr k, Expr depth) {
            Expr last = block.let("last", subtract(contraction.columns(), index(1)));
            List<Expr> sources = new ArrayList<>();
            for (int lane = 0; lane < tileColumns(); lane++) {
                sources.add(block.let("source", minimum(add(column, index(lane)), last)));
            }
            Masks.loop(
                    block,
                    depth,
                    lanes,
                    (inner, step, mask) -> {
                        Expr at = inner.let("at", add(k, step));
                        List<Expr> right = transposed(inner, sources, at, mask);
                        if (mask.isEmpty()) {
                            for (int lane = 0; lane < lanes; lane++) {
                                Expr one = add(at, index(lane));
                                accumulate(inner, sums, List.of(right.get(lane)), one);
                            }
                        } else {
                            tailSteps(inner, sums, right, at, subtract(depth, step));
                        }
                    });
        }

        private List<Expr> transposed(
                BlockBuilder block, List<Expr> sources, Expr k, Optional<Expr> mask) {
            List<Expr> along = new ArrayList<>();
            for (Expr source : sources) {
                Expr elements =
                        contraction
                                .right()
                                .elements(block, source, k, PackSource.Direction.K, lanes, mask);
                along.add(block.bind("along", elements));
            }
            return Transposition.of(block, along);
        }

        /// What is left of the contracted axis takes a way over memory, for a register has no
        /// number that could be counted.
        private void tailSteps(
                BlockBuilder block, RegisterTile sums, List<Expr> right, Expr k, Expr left) {
            for (int lane = 0; lane < lanes; lane++) {
                block.store(tail, add(spare, index((long) lane * lanes)), right.get(lane));
            }
            block.loop(
                    "tail_step",
                    index(0),
                    left,
                    (inner, step) -> {
                        Expr at = add(spare, multiply(step, index(lanes)));
                        Expr elements = inner.bind("right", load(tail, at, lanes));
                        accumulate(inner, sums, List.of(elements), add(k, step));
                    });
        }
    }
}
