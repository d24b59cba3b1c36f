package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Packs the right operand: for each step along the contracted axis, one row of the register tile's
/// columns, zeros beyond the last column.
///
/// @param source the operand
/// @param vectors vectors in a row of the register tile
/// @param lanes elements of a vector
record PanelPacker(PackSource source, int vectors, int lanes) {
    /// Elements of one packed panel.
    static long elements(int columns) {
        return Contraction.BLOCK_DEPTH * columns;
    }

    private int columns() {
        return vectors * lanes;
    }

    /// Writes the loops that pack the columns from `column` on, of which `width` exist, and `depth`
    /// elements from `k` on.
    ///
    /// @param target where to
    /// @param offset the first element of the target
    /// @param width at least 1; columns beyond the tile's are left out
    void pack(
            BlockBuilder block,
            Buffer target,
            Expr offset,
            Expr column,
            Expr width,
            Expr k,
            Expr depth) {
        switch (source.direction()) {
            case OUTER ->
                    block.choose(
                            less(width, index(columns())),
                            inner -> {
                                List<Optional<Expr>> masks = new ArrayList<>();
                                for (int vector = 0; vector < vectors; vector++) {
                                    Expr left = subtract(width, index((long) vector * lanes));
                                    masks.add(
                                            Optional.of(
                                                    inner.bind("mask", Masks.first(left, lanes))));
                                }
                                copyRows(inner, target, offset, column, k, depth, masks);
                            },
                            inner -> {
                                List<Optional<Expr>> masks = new ArrayList<>();
                                for (int vector = 0; vector < vectors; vector++) {
                                    masks.add(Optional.empty());
                                }
                                copyRows(inner, target, offset, column, k, depth, masks);
                            });
            case K -> transposeColumns(block, target, offset, column, width, k, depth);
        }
    }

    private void copyRows(
            BlockBuilder block,
            Buffer target,
            Expr offset,
            Expr column,
            Expr k,
            Expr depth,
            List<Optional<Expr>> masks) {
        block.loop(
                "step",
                index(0),
                depth,
                (inner, step) -> {
                    Expr to = inner.let("to", add(offset, multiply(step, index(columns()))));
                    Expr from = inner.let("from", add(k, step));
                    for (int vector = 0; vector < vectors; vector++) {
                        Expr shift = index((long) vector * lanes);
                        Expr elements =
                                source.elements(
                                        inner,
                                        add(column, shift),
                                        from,
                                        PackSource.Direction.OUTER,
                                        lanes,
                                        masks.get(vector));
                        inner.store(target, add(to, shift), elements);
                    }
                });
    }

    /// Reads vectors along the contracted axis for as many columns and stores their transposition.
    /// Columns beyond the last repeat the last one: their sums are never used.
    private void transposeColumns(
            BlockBuilder block,
            Buffer target,
            Expr offset,
            Expr column,
            Expr width,
            Expr k,
            Expr depth) {
        Expr needed = minimum(width, index(columns()));
        block.loop(
                "group",
                index(0),
                needed,
                lanes,
                LoopKind.SERIAL,
                (inner, group) -> {
                    Expr last = inner.let("last", subtract(width, index(1)));
                    List<Expr> sources = new ArrayList<>();
                    for (int lane = 0; lane < lanes; lane++) {
                        Expr number = minimum(add(group, index(lane)), last);
                        sources.add(inner.let("source", add(column, number)));
                    }
                    Expr to = inner.let("to", add(offset, group));
                    Masks.loop(
                            inner,
                            depth,
                            lanes,
                            (part, step, mask) ->
                                    transpose(part, target, to, sources, add(k, step), step, mask));
                });
    }

    private void transpose(
            BlockBuilder block,
            Buffer target,
            Expr to,
            List<Expr> sources,
            Expr k,
            Expr step,
            Optional<Expr> mask) {
        List<Expr> vectors = new ArrayList<>();
        for (Expr source : sources) {
            Expr vector =
                    this.source.elements(block, source, k, PackSource.Direction.K, lanes, mask);
            vectors.add(block.bind("along", vector));
        }
        Expr first = block.let("first", add(to, multiply(step, index(columns()))));
        List<Expr> rows = Transposition.of(block, vectors);
        for (int lane = 0; lane < lanes; lane++) {
            block.store(target, add(first, index((long) lane * columns())), rows.get(lane));
        }
    }
}
