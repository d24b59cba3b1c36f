package dev.komodo.contract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;

/// Transposes a square block of elements in registers, by the shuffles that machines have: first
/// within pieces of 128 bits (unpack), then of such pieces.
final class Transposition {
    private static final int PIECE_BYTES = 16;

    private Transposition() {}

    /// From as many vectors as they have lanes, the vectors of the transposed block.
    static List<Expr> of(BlockBuilder block, List<Expr> rows) {
        int lanes = rows.size();
        int piece = Math.min(lanes, PIECE_BYTES / rows.getFirst().type().dtype().byteSize());
        List<Expr> result = rows;
        for (int distance = piece / 2; distance > 0; distance /= 2) {
            result = unpack(block, result, distance, piece);
        }
        for (int distance = piece; distance < lanes; distance *= 2) {
            result = exchangePieces(block, result, distance, piece);
        }
        return result;
    }

    /// Interleaves the lanes of rows `distance` apart, within each piece: row `r` gets the lower
    /// halves of the pieces, row `r + distance` the upper ones.
    private static List<Expr> unpack(BlockBuilder block, List<Expr> rows, int distance, int piece) {
        return pairs(
                block,
                rows,
                distance,
                (lane, upper) -> {
                    int within = lane % piece;
                    int source = lane - within + within / 2 + (upper ? piece / 2 : 0);
                    return within % 2 == 1 ? source + rows.size() : source;
                });
    }

    /// The even pieces of both rows go to row `r`, the odd ones to row `r + distance`.
    private static List<Expr> exchangePieces(
            BlockBuilder block, List<Expr> rows, int distance, int piece) {
        int pieces = rows.size() / piece;
        return pairs(
                block,
                rows,
                distance,
                (lane, upper) -> {
                    int number = lane / piece * 2;
                    int source = number % pieces * piece + lane % piece + (upper ? piece : 0);
                    return number >= pieces ? source + rows.size() : source;
                });
    }

    @FunctionalInterface
    private interface LaneSource {
        int lane(int lane, boolean upper);
    }

    private static List<Expr> pairs(
            BlockBuilder block, List<Expr> rows, int distance, LaneSource source) {
        List<Expr> result = new ArrayList<>(rows);
        for (int row = 0; row < rows.size(); row++) {
            boolean upper = row / distance % 2 == 1;
            int first = upper ? row - distance : row;
            List<Integer> lanes = new ArrayList<>();
            for (int lane = 0; lane < rows.size(); lane++) {
                lanes.add(source.lane(lane, upper));
            }
            List<Expr> operands = List.of(rows.get(first), rows.get(first + distance));
            result.set(row, block.bind("transposed", new Expr.Shuffle(operands, lanes)));
        }
        return result;
    }
}
