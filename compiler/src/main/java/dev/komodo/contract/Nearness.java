package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;

import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.Optional;

/// Where the operands of a product are while it is computed without packing the left one: each
/// register tile reads its rows of the left operand and its columns of the right one anew.
///
/// Tiles go along the columns or along the rows. Column by column, the left operand is read again
/// for each column of tiles and must stay in the level 2 cache; row by row, each left element comes
/// from memory once, and the right operand must stay there. The strides of an operand must not lead
/// to the same few sets of the caches again and again, as multiples of 4096 bytes do: of the right
/// operand, it is packed first then; of the left one, a tile has fewer rows than a set has ways.
/// Where few tiles share what was read, packing costs more than any of this.
///
/// source: measured, products of 128 to 512 with f32 and f64 are 7 to 10 hundredths faster in place
/// (Zen 5, 1 MB of level 2 cache), 64 x 1024 x 1024 is 8 slower, 28 x 1024 x 1024 is 16 faster.
///
/// @param rowTiles register tiles along the rows
/// @param leftBytes what the left operand takes
/// @param isLeftSpread whether the left operand's strides lead to all sets of the caches
/// @param rightBytes what the right operand takes
/// @param right how the right operand can be read
/// @param level2Bytes the size of the level 2 cache
record Nearness(
        long rowTiles,
        long leftBytes,
        boolean isLeftSpread,
        long rightBytes,
        Right right,
        long level2Bytes) {
    /// How a right operand can be read where it lies.
    enum Right {
        /// In panels, packed before.
        PANELS,
        /// In rows of columns that lead to all sets of the caches.
        SPREAD_ROWS,
        /// In rows of columns.
        ROWS,
        /// Not by vectors along the columns.
        NONE
    }

    /// The bytes after which the same sets of the level 1 cache come again.
    private static final long PERIOD = 4096;

    /// So few register tiles along the rows do not repay packing.
    private static final long FEW_TILES = 2;

    /// Rows of a register tile that compete for one set of the level 1 cache, which has 8 to 12
    /// ways on the machines of our days, and leave it room for others.
    private static final int COMPETING_ROWS = 8;

    /// What is known of a product, if its extents are, and if the left operand lies in memory as it
    /// is computed with.
    static Optional<Nearness> of(Target target, Contraction contraction) {
        Optional<Long> rows = constant(contraction.rows());
        Optional<Long> columns = constant(contraction.columns());
        Optional<Long> depth = constant(contraction.depth());
        if (rows.isEmpty()
                || columns.isEmpty()
                || depth.isEmpty()
                || !(contraction.left() instanceof MatrixOperand left)
                || left.buffer().dtype() != contraction.dtype()) {
            return Optional.empty();
        }
        long bytes = contraction.dtype().byteSize();
        return Optional.of(
                new Nearness(
                        Math.ceilDiv(rows.get(), Tiling.mostRows(target, 2)),
                        rows.get() * depth.get() * bytes,
                        isSpread(left.outerStride(), bytes),
                        columns.get() * depth.get() * bytes,
                        right(contraction.right(), bytes),
                        target.level2Bytes()));
    }

    private static Right right(PackSource source, long bytes) {
        return switch (source) {
            case PackedRight _ -> Right.PANELS;
            case MatrixOperand right when right.hasRows() ->
                    isSpread(right.kStride(), bytes) ? Right.SPREAD_ROWS : Right.ROWS;
            default -> Right.NONE;
        };
    }

    private static boolean isSpread(Expr stride, long bytes) {
        return constant(stride).filter(elements -> elements * bytes % PERIOD != 0).isPresent();
    }

    /// Whether packing would cost more than it brings.
    boolean isNear() {
        boolean isFew = rowTiles <= FEW_TILES;
        return switch (right) {
            case PANELS -> isFew || isLeftNear() || isRightNear();
            case SPREAD_ROWS ->
                    (isFew && rightBytes <= 4 * level2Bytes)
                            || (isLeftNear() && rightBytes <= 2 * level2Bytes)
                            || isRightNear();
            case ROWS -> isFew && rightBytes <= 4 * level2Bytes;
            case NONE -> false;
        };
    }

    /// Whether it is enough to pack the right operand.
    boolean isNearOncePacked() {
        return !isNear() && isRightNear();
    }

    /// Whether tiles shall go along the rows.
    boolean isByRows() {
        return isRightNear() && !isLeftNear();
    }

    private boolean isLeftNear() {
        return isLeftSpread && leftBytes <= level2Bytes;
    }

    private boolean isRightNear() {
        return rightBytes <= level2Bytes / 2;
    }

    /// The most rows that a register tile shall have.
    ///
    /// @param most for which there are registers
    int tileRows(int most) {
        return isLeftSpread ? most : Math.min(most, COMPETING_ROWS);
    }
}
