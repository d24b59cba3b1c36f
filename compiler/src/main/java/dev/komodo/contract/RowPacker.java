package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Packs the left operand by rows: one block of the contracted axis in consecutive elements, rows
/// at a constant distance, so that the micro-kernel addresses all rows of a tile from one register.
///
/// @param source the operand
/// @param lanes elements of a vector
record RowPacker(PackSource source, int lanes) {
    /// Elements from one packed row to the next: a block and one cache line or more, so that the
    /// rows of a tile do not compete for the same sets of the level 1 cache.
    static final long STRIDE = Contraction.BLOCK_DEPTH + 16;

    /// Elements for a number of rows, with room for rows that are computed but not used.
    static long elements(long rows, int lanes) {
        return (rows + lanes) * STRIDE;
    }

    /// Writes the loops that pack `rows` rows from `row` on and `depth` elements from `k` on.
    ///
    /// @param target where to
    /// @param offset the first element of the target
    void pack(
            BlockBuilder block,
            Buffer target,
            Expr offset,
            Expr row,
            Expr rows,
            Expr k,
            Expr depth) {
        switch (source.direction()) {
            case K ->
                    block.loop(
                            "row",
                            index(0),
                            rows,
                            (inner, number) -> {
                                Expr from = inner.let("from", add(row, number));
                                Expr to =
                                        inner.let(
                                                "to", add(offset, multiply(number, index(STRIDE))));
                                copyRow(inner, target, to, from, k, depth);
                            });
            case OUTER ->
                    block.loop(
                            "row",
                            index(0),
                            rows,
                            lanes,
                            LoopKind.SERIAL,
                            (inner, number) -> {
                                Expr from = inner.let("from", add(row, number));
                                Expr to =
                                        inner.let(
                                                "to", add(offset, multiply(number, index(STRIDE))));
                                Expr left = inner.let("left", subtract(rows, number));
                                Masks.split(
                                        inner,
                                        left,
                                        lanes,
                                        (part, mask) ->
                                                transposeRows(
                                                        part, target, to, from, k, depth, mask));
                            });
        }
    }

    private void copyRow(BlockBuilder block, Buffer target, Expr to, Expr row, Expr k, Expr depth) {
        Masks.loop(
                block,
                depth,
                lanes,
                (inner, at, mask) ->
                        inner.store(
                                target,
                                add(to, at),
                                source.elements(
                                        inner,
                                        row,
                                        add(k, at),
                                        PackSource.Direction.K,
                                        lanes,
                                        mask)));
    }

    /// Reads vectors along the rows for as many steps of the contracted axis and stores their
    /// transposition. Steps beyond the depth repeat the last one; nobody reads them.
    private void transposeRows(
            BlockBuilder block,
            Buffer target,
            Expr to,
            Expr row,
            Expr k,
            Expr depth,
            Optional<Expr> mask) {
        Expr last = block.let("last", subtract(depth, index(1)));
        block.loop(
                "step",
                index(0),
                depth,
                lanes,
                LoopKind.SERIAL,
                (inner, step) -> {
                    List<Expr> vectors = new ArrayList<>();
                    for (int lane = 0; lane < lanes; lane++) {
                        Expr at = add(k, minimum(add(step, index(lane)), last));
                        Expr vector =
                                source.elements(
                                        inner, row, at, PackSource.Direction.OUTER, lanes, mask);
                        vectors.add(inner.bind("along", vector));
                    }
                    List<Expr> rows = Transposition.of(inner, vectors);
                    for (int lane = 0; lane < lanes; lane++) {
                        Expr place = add(add(to, step), index(lane * STRIDE));
                        inner.store(target, place, rows.get(lane));
                    }
                });
    }

    /// The packed elements of a row.
    static Expr rowOffset(Expr offset, Expr row) {
        return Expressions.add(offset, multiply(row, index(STRIDE)));
    }
}
