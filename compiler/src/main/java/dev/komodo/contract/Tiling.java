package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How large the tiles of a contraction are on a target: speed only, no numbers depend on it.
///
/// @param dtype what is computed in
/// @param lanes elements of a vector register
/// @param vectors registers side by side in one row of the register tile
/// @param rows rows of the register tile
/// @param remainders smaller row counts for what is left at the bottom, falling
/// @param blockRows rows whose packed elements stay in the level 2 cache; a multiple of `rows`
/// @param blockColumns columns whose unfinished sums are kept at a time; a multiple of
///   `panelColumns()`
record Tiling(
        DType dtype,
        int lanes,
        int vectors,
        int rows,
        List<Integer> remainders,
        long blockRows,
        long blockColumns) {
    /// Bytes of unfinished sums of one task, where the columns are known: the more columns a task
    /// has, the more often a packed left element is used. Tiles are asked for before they are added
    /// to, so they may be in the level 3 cache.
    private static final long SUM_BYTES = 4L << 20;

    /// The same where they are not known, and the room would often not be used.
    private static final long EXPECTED_SUM_BYTES = 1L << 20;

    /// More columns than any matrix has.
    private static final long UNLIMITED = 1L << 40;

    Tiling {
        remainders = List.copyOf(remainders);
    }

    /// The tiling for extents, of which constants are known.
    static Tiling of(Target target, Contraction contraction) {
        return of(target, contraction, contraction.isOneBlock());
    }

    /// The same where blocks of the contracted axis are others.
    ///
    /// @param isOneBlock whether sums are finished after one block
    static Tiling of(Target target, Contraction contraction, boolean isOneBlock) {
        int bytes = contraction.dtype().byteSize();
        int lanes = target.lanes(bytes);
        Optional<Long> extent = constant(contraction.rows());
        int vectors = vectors(lanes, contraction.columns());
        int most = mostRows(target, vectors);
        int rows = extent.map(count -> evenRows(count, most)).orElse(most);
        long rowBytes = Contraction.BLOCK_DEPTH * bytes;
        long panel = (long) vectors * lanes;
        long mostRows = target.level2Bytes() / 2 / rowBytes;
        long blockRows = multiple(Math.min(mostRows, extent.orElse(mostRows)), rows);
        Optional<Long> width = constant(contraction.columns());
        long sumBytes = width.isPresent() ? SUM_BYTES : EXPECTED_SUM_BYTES;
        long mostColumns = isOneBlock ? UNLIMITED : sumBytes / (blockRows * bytes);
        long columns = width.orElse(mostColumns);
        long blockColumns = multiple(Math.min(mostColumns, columns), panel);
        List<Integer> remainders =
                extent.map(count -> remainder(count, rows)).orElseGet(() -> halves(rows));
        return new Tiling(
                contraction.dtype(), lanes, vectors, rows, remainders, blockRows, blockColumns);
    }

    private static long multiple(long count, long unit) {
        return Math.max(1, (count + unit - 1) / unit) * unit;
    }

    /// Two registers side by side, for each left element is then used twice; one where there is
    /// nothing for a second one to do.
    static int vectors(int lanes, Expr columns) {
        return constant(columns).filter(count -> count <= lanes).isPresent() ? 1 : 2;
    }

    /// As many rows as there are registers for sums, when one is taken by the left element,
    /// `vectors` by the right ones, and one is left to the compiler.
    static int mostRows(Target target, int vectors) {
        return Math.max(1, (target.vectorRegisters() - vectors - 2) / vectors / 2 * 2);
    }

    static int evenRows(long rows, int most) {
        long panels = Math.max(1, (rows + most - 1) / most);
        return (int) Math.max(1, (rows + panels - 1) / panels);
    }

    private static List<Integer> remainder(long count, int rows) {
        int rest = (int) (count % rows);
        return rest == 0 ? List.of() : List.of(rest);
    }

    private static List<Integer> halves(int rows) {
        List<Integer> result = new ArrayList<>();
        for (int count = Integer.highestOneBit(rows - 1); count > 0; count /= 2) {
            result.add(count);
        }
        return result;
    }

    /// Columns of the register tile.
    int panelColumns() {
        return vectors * lanes;
    }

    /// Elements of the register tile.
    long tileElements() {
        return (long) rows * panelColumns();
    }
}
