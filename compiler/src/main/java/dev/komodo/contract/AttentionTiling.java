package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;

import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How large the pieces of an attention are on a target: speed only, no numbers depend on it.
///
/// @param lanes elements of a vector register
/// @param keyColumns columns of the register tile of scores
/// @param valueColumns columns of the register tile of results
/// @param rows rows of both
/// @param remainders smaller row counts for what is left at the bottom, falling
/// @param taskRows the most rows of a task, a multiple of `rows`
record AttentionTiling(
        int lanes,
        int keyColumns,
        int valueColumns,
        int rows,
        List<Integer> remainders,
        long taskRows) {
    /// With so many rows, packing keys and values is a hundredth of the work.
    private static final long MOST_ROWS = 512;

    AttentionTiling {
        remainders = List.copyOf(remainders);
    }

    static AttentionTiling of(Target target, Attention attention) {
        int lanes = target.lanes(attention.dtype().byteSize());
        int rows = tileRows(target, attention.rows());
        return new AttentionTiling(
                lanes,
                Tiling.vectors(lanes, attention.keys()) * lanes,
                Tiling.vectors(lanes, index(attention.columns())) * lanes,
                rows,
                remainders(constant(attention.rows()), rows),
                taskRows(target, attention.rows()));
    }

    /// The rows of a register tile.
    static int tileRows(Target target, Expr rows) {
        int most = Tiling.mostRows(target, 2);
        return constant(rows).map(count -> Tiling.evenRows(count, most)).orElse(most);
    }

    /// The most rows of a task.
    static long taskRows(Target target, Expr rows) {
        int tile = tileRows(target, rows);
        long wanted = Math.min(MOST_ROWS, constant(rows).orElse(MOST_ROWS));
        return Math.max(1, (wanted + tile - 1) / tile) * tile;
    }

    private static List<Integer> remainders(Optional<Long> extent, int rows) {
        if (extent.isPresent()) {
            int rest = (int) (extent.get() % rows);
            return rest == 0 ? List.of() : List.of(rest);
        }
        List<Integer> result = new ArrayList<>();
        for (int count = Integer.highestOneBit(rows - 1); count > 0; count /= 2) {
            result.add(count);
        }
        return result;
    }

    /// The row counts of kernels, falling.
    List<Integer> heights() {
        List<Integer> heights = new ArrayList<>(List.of(rows));
        heights.addAll(remainders);
        return heights;
    }

    /// Elements that hold one number for each row of a tile, in whole vectors.
    long rowElements() {
        return (rows + lanes - 1L) / lanes * lanes;
    }
}
