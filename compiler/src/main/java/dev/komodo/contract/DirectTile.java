package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;

import dev.komodo.target.Target;

import java.util.Optional;

/// The register tile of a product whose left operand is not packed ([Direct]), chosen by what it
/// costs: speed only, no numbers depend on it.
///
/// A tile of `r` rows and `v` vectors takes `r v / 2` cycles a step along the contracted axis on a
/// machine with two multipliers, `(r + v) / 2` for its loads, half a cycle more for each vector
/// that comes from the level 2 cache, and at its end some cycles for each row that it writes. High
/// tiles read little, wide ones write in long runs, and what lies beyond the last column is
/// computed and left out: which one counts depends on the extents.
///
/// source: the cycles are those of products with 4 to 64 steps, fitted (Zen 5, AVX-512).
///
/// @param rows rows of the tile
/// @param vectors vectors in a row
record DirectTile(int rows, int vectors) {
    /// The cycles in which a tile begins and ends, in thousandths like all that follow.
    private static final long TILE = 10_000;

    /// What a row of a tile takes to write.
    private static final long ROW = 3_000;

    /// The same where the rows of the result compete for one set of the level 1 cache and are more
    /// than [#FEW_ROWS].
    private static final long COMPETING_ROW = 15_000;

    private static final int FEW_ROWS = 2;

    /// The bytes after which the same sets of the level 1 cache come again.
    private static final long PERIOD = 4096;

    /// The widest tile, in vectors.
    private static final int WIDEST = 8;

    /// Another tile than the one of [Tiling] must be better by this, for costs are rough.
    private static final double MARGIN = 0.97;

    /// The best tile.
    ///
    /// @param rows how many rows the product has
    static DirectTile of(Target target, Contraction contraction, long rows) {
        Optional<Nearness> nearness = Nearness.of(target, contraction);
        int lanes = target.lanes(contraction.dtype().byteSize());
        int needed =
                constant(contraction.columns())
                        .map(columns -> Math.clamp(Math.ceilDiv(columns, lanes), 1, WIDEST))
                        .orElse(2);
        int usual = Math.min(2, needed);
        DirectTile best = new DirectTile(tileRows(target, nearness, rows, 2), usual);
        if (nearness.isEmpty() || rows <= Tiling.mostRows(target, 2)) {
            return best;
        }
        Costs costs = new Costs(target, contraction, nearness.get(), rows, lanes);
        double least = costs.of(best) * MARGIN;
        for (int vectors = usual + 1; vectors <= needed; vectors++) {
            DirectTile tile = new DirectTile(tileRows(target, nearness, rows, vectors), vectors);
            double cost = costs.of(tile);
            if (cost < least) {
                least = cost;
                best = tile;
            }
        }
        return best;
    }

    private static int tileRows(
            Target target, Optional<Nearness> nearness, long rows, int vectors) {
        int most = Tiling.mostRows(target, vectors);
        if (rows <= most) {
            return (int) rows;
        }
        return Tiling.evenRows(rows, nearness.map(near -> near.tileRows(most)).orElse(most));
    }

    /// Costs of whole products in thousandths of cycles.
    private record Costs(
            Target target, Contraction contraction, Nearness nearness, long rows, int lanes) {
        double of(DirectTile tile) {
            long columns = constant(contraction.columns()).orElseThrow();
            long panel = (long) tile.vectors * lanes;
            int last = Math.toIntExact(Math.ceilDiv(columns % panel, lanes));
            long panels = columns / panel;
            return panels * panel(tile.rows, tile.vectors) + panel(tile.rows, last);
        }

        private double panel(int count, int vectors) {
            long tiles = rows / count;
            return tiles * tile(count, vectors) + tile(rows % count, vectors);
        }

        private double tile(long count, int vectors) {
            return count == 0 || vectors == 0 ? 0 : steps(count, vectors) + end(count);
        }

        private double steps(long count, int vectors) {
            long products = 500 * Math.max(8, count * vectors);
            long loads = 500 * (count + vectors);
            long depth = constant(contraction.depth()).orElseThrow();
            long again = isInLevel1(depth, vectors) ? 0 : 500L * vectors;
            return (double) depth * (Math.max(products, loads) + again);
        }

        /// Whether the right elements are still in the level 1 cache when the next tile reads them.
        private boolean isInLevel1(long depth, int vectors) {
            long panel = depth * vectors * lanes * contraction.dtype().byteSize();
            long read = nearness.isByRows() ? nearness.rightBytes() : panel;
            return read <= target.level1Bytes() * 2 / 3;
        }

        private double end(long count) {
            long stride =
                    constant(contraction.columns()).orElseThrow() * contraction.dtype().byteSize();
            boolean isCompeting = stride % PERIOD == 0 && count > FEW_ROWS;
            return TILE + count * (isCompeting ? COMPETING_ROW : ROW);
        }
    }
}
