package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;

import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.Optional;

/// Where the operands of a product are while it is computed without packing: each register tile
/// reads its rows of the left operand and its columns of the right one anew.
///
/// Both must be found in the level 2 cache, or come from behind it in time. That takes operands
/// that are not much larger than that cache, and strides that do not lead to the same few sets of
/// the caches again and again, as multiples of 4096 bytes do. Where few tiles share what was read,
/// packing costs more than either.
///
/// source: measured, products of 128 to 512 with f32 and f64 are 7 to 10 hundredths faster in place
/// (Zen 5, 1 MB of level 2 cache), 64 x 1024 x 1024 is 8 slower, 28 x 1024 x 1024 is 16 faster.
///
/// @param rowTiles register tiles along the rows
/// @param leftBytes what the left operand takes
/// @param rightBytes what the right operand takes; 0 if it is packed, for it then comes in order
/// @param isSpread whether the strides lead to all sets of the caches
/// @param level2Bytes the size of the level 2 cache
record Nearness(
        long rowTiles, long leftBytes, long rightBytes, boolean isSpread, long level2Bytes) {
    /// The bytes after which the same sets of the level 1 cache come again.
    private static final long PERIOD = 4096;

    /// So few register tiles along the rows do not repay packing.
    private static final long FEW_TILES = 2;

    /// What is known of a product, if its extents are, and if both operands lie in memory as they
    /// are computed with.
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
        long rightBytes = columns.get() * depth.get() * bytes;
        boolean isSpread = isSpread(left.outerStride(), bytes);
        switch (contraction.right()) {
            case PackedRight _ -> rightBytes = 0;
            case MatrixOperand right when right.hasRows() ->
                    isSpread &= isSpread(right.kStride(), bytes);
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(
                new Nearness(
                        Math.ceilDiv(rows.get(), Tiling.mostRows(target, 2)),
                        rows.get() * depth.get() * bytes,
                        rightBytes,
                        isSpread,
                        target.level2Bytes()));
    }

    private static boolean isSpread(Expr stride, long bytes) {
        return constant(stride).filter(elements -> elements * bytes % PERIOD != 0).isPresent();
    }

    /// Whether packing would cost more than it brings.
    boolean isNear() {
        if (rowTiles <= FEW_TILES) {
            return rightBytes <= 4 * level2Bytes;
        }
        return isSpread && leftBytes <= level2Bytes && rightBytes <= 2 * level2Bytes;
    }
}
