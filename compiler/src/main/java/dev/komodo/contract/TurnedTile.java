package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Transposes finished tiles of positions and channels, by way of scratch memory, and sends each
/// channel's positions to the result.
final class TurnedTile {
    private final int columns;
    private final int lanes;
    private final Buffer sums;
    private final Buffer turned;
    private final Expr worker;
    private final SlidingProduct.Lines results;

    /// @param kernel what computes the tiles
    /// @param sums where they are
    TurnedTile(
            Scope scope,
            LineKernel kernel,
            Buffer sums,
            Expr worker,
            SlidingProduct.Lines results) {
        this.columns = kernel.columns();
        this.lanes = kernel.lanes();
        this.sums = sums;
        this.turned = scope.scratch("turned", kernel.dtype(), elements());
        this.worker = worker;
        this.results = results;
    }

    private long elements() {
        return ((long) columns * lanes + 15) / 16 * 16;
    }

    /// Sends a tile to the result.
    ///
    /// @param rows positions of the tile
    /// @param tile the tile's first element
    /// @param channel its first channel
    /// @param channels how many of its channels are part of the result
    /// @param line the line
    /// @param at the tile's first position in the line
    void finish(
            BlockBuilder block,
            int rows,
            Expr tile,
            Expr channel,
            Expr channels,
            Expr line,
            Expr at) {
        Expr place = block.let("turned_place", multiply(worker, index(elements())));
        for (int first = 0; first < rows; first += lanes) {
            int count = Math.min(lanes, rows - first);
            for (int shift = 0; shift < columns; shift += lanes) {
                turn(block, tile, first, count, shift, place);
            }
            Optional<Expr> mask =
                    count == lanes
                            ? Optional.empty()
                            : Optional.of(block.bind("mask", Masks.first(index(count), lanes)));
            Expr position = block.let("position", add(at, index(first)));
            block.loop(
                    "channel",
                    index(0),
                    channels,
                    (inner, number) -> {
                        Expr from = add(place, multiply(number, index(lanes)));
                        Expr values = inner.bind("values", load(turned, from, lanes));
                        Expr row = inner.let("result_row", add(channel, number));
                        results.store(inner, values, row, line, position, mask);
                    });
        }
    }

    /// A square of the tile; where it has fewer positions, the last one is repeated.
    private void turn(BlockBuilder block, Expr tile, int first, int count, int shift, Expr place) {
        List<Expr> positions = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            long row = (long) first + Math.min(lane, count - 1);
            Expr from = add(tile, index(row * columns + shift));
            positions.add(
                    lane < count
                            ? block.bind("along", load(sums, from, lanes))
                            : positions.getLast());
        }
        List<Expr> channels = Transposition.of(block, positions);
        for (int lane = 0; lane < lanes; lane++) {
            Expr to = add(place, index((long) (shift + lane) * lanes));
            block.store(turned, to, channels.get(lane));
        }
    }
}
