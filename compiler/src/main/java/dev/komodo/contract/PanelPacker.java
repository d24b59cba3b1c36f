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
import java.util.Collections;
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

    /// Writes the loops that pack the columns from `column` on and `depth` elements from `k` on.
    /// The rows of vectors beyond the depth, up to a multiple of the lanes, may be overwritten.
    ///
    /// @param target where to
    /// @param offset the first element of the target
    /// @param width how many columns exist, at least 1; those beyond the panel are left out
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
                            cut ->
                                    copyRows(
                                            cut,
                                            target,
                                            offset,
                                            column,
                                            k,
                                            depth,
                                            masks(cut, width)),
                            whole ->
                                    copyRows(
                                            whole,
                                            target,
                                            offset,
                                            column,
                                            k,
                                            depth,
                                            Collections.nCopies(vectors, Optional.empty())));
            case K ->
                    block.loop(
                            "group",
                            index(0),
                            minimum(width, index(columns())),
                            lanes,
                            LoopKind.SERIAL,
                            (inner, group) ->
                                    transposeColumns(
                                            inner, target, offset, column, width, group, k, depth));
        }
    }

    private List<Optional<Expr>> masks(BlockBuilder block, Expr width) {
        List<Optional<Expr>> masks = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            Expr left = subtract(width, index((long) vector * lanes));
            masks.add(Optional.of(block.bind("mask", Masks.first(left, lanes))));
        }
        return masks;
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
                (inner, step) -> copyRow(inner, target, offset, column, k, step, masks));
    }

    private void copyRow(
            BlockBuilder block,
            Buffer target,
            Expr offset,
            Expr column,
            Expr k,
            Expr step,
            List<Optional<Expr>> masks) {
        Expr to = block.let("to", add(offset, multiply(step, index(columns()))));
        Expr first = block.let("first", column);
        Expr from = block.let("from", add(k, step));
        for (int vector = 0; vector < vectors; vector++) {
            Expr shift = index((long) vector * lanes);
            Expr elements =
                    source.elements(
                            block,
                            add(first, shift),
                            from,
                            PackSource.Direction.OUTER,
                            lanes,
                            masks.get(vector));
            block.store(target, add(to, shift), elements);
        }
    }

    /// Reads vectors along the contracted axis for as many columns and stores their transposition.
    /// Columns beyond the last repeat the last one: their sums are never used.
    private void transposeColumns(
            BlockBuilder block,
            Buffer target,
            Expr offset,
            Expr column,
            Expr width,
            Expr group,
            Expr k,
            Expr depth) {
        Expr last = block.let("last", subtract(width, index(1)));
        List<Expr> sources = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            Expr number = minimum(add(group, index(lane)), last);
            sources.add(block.let("source", add(column, number)));
        }
        Expr to = block.let("to", add(offset, group));
        Masks.loop(
                block,
                depth,
                lanes,
                (part, step, mask) ->
                        transpose(part, target, to, sources, add(k, step), step, mask));
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
