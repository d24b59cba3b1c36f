package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
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

/// Packs the right operand of a product of words: what [PanelPacker] is for floats.
///
/// @param words how elements become words
/// @param vectors vectors in a row of the register tile
/// @param sums where the columns' sums go, if they are wanted
/// @param range what looks at the elements, if they must be looked at
record DotPanelPacker(
        DotWords words, int vectors, Optional<DotSums> sums, Optional<BrainRange> range) {
    /// One block of the contracted axis of a panel's columns.
    ///
    /// @param target where to
    /// @param offset the first word of the target
    /// @param column the first column
    /// @param width how many columns exist, at least 1; those beyond the panel are left out
    /// @param place the first column's number among the sums
    /// @param k the first element along the contracted axis
    /// @param depth how many elements
    record Part(
            Buffer target, Expr offset, Expr column, Expr width, Expr place, Expr k, Expr depth) {}

    private int lanes() {
        return words.lanes();
    }

    private int columns() {
        return vectors * lanes();
    }

    private int parts() {
        return words.kind().parts();
    }

    /// Writes the loops that pack a part. The rows of words beyond the depth, up to a multiple of
    /// the lanes, may be overwritten.
    void pack(BlockBuilder block, Part part) {
        switch (words.operand().source().direction()) {
            case OUTER ->
                    block.choose(
                            less(part.width(), index(columns())),
                            cut -> copyRows(cut, part, masks(cut, part.width())),
                            whole ->
                                    copyRows(
                                            whole,
                                            part,
                                            Collections.nCopies(vectors, Optional.empty())));
            case K ->
                    block.loop(
                            "group",
                            index(0),
                            minimum(part.width(), index(columns())),
                            lanes(),
                            LoopKind.SERIAL,
                            (inner, group) -> transposeColumns(inner, part, group));
        }
    }

    private List<Optional<Expr>> masks(BlockBuilder block, Expr width) {
        List<Optional<Expr>> masks = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            Expr left = subtract(width, index((long) vector * lanes()));
            masks.add(Optional.of(block.bind("mask", Masks.first(left, lanes()))));
        }
        return masks;
    }

    private void copyRows(BlockBuilder block, Part part, List<Optional<Expr>> masks) {
        List<Optional<Expr.Var>> totals = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            totals.add(sums.map(all -> all.declare(block, lanes())));
        }
        Expr whole = block.let("whole", divide(part.depth(), index(parts())));
        block.loop(
                "step",
                index(0),
                whole,
                (inner, step) -> copyRow(inner, part, step, masks, totals, Optional.empty()));
        boolean isWhole = constant(part.depth()).filter(d -> d % parts() == 0).isPresent();
        if (!isWhole) {
            Expr last = block.let("last", subtract(add(part.k(), part.depth()), index(1)));
            block.when(
                    less(multiply(whole, index(parts())), part.depth()),
                    inner -> copyRow(inner, part, whole, masks, totals, Optional.of(last)));
        }
        for (int vector = 0; vector < vectors; vector++) {
            Expr at = add(part.place(), index((long) vector * lanes()));
            totals.get(vector)
                    .ifPresent(
                            sum -> sums.orElseThrow().store(block, block.bind("total", sum), at));
        }
    }

    private void copyRow(
            BlockBuilder block,
            Part part,
            Expr step,
            List<Optional<Expr>> masks,
            List<Optional<Expr.Var>> totals,
            Optional<Expr> last) {
        Expr to = block.let("to", add(part.offset(), multiply(step, index(columns()))));
        Expr first = block.let("first", part.column());
        Expr from = block.let("from", add(part.k(), multiply(step, index(parts()))));
        for (int vector = 0; vector < vectors; vector++) {
            Expr shift = index((long) vector * lanes());
            Expr packed = words.across(block, add(first, shift), from, masks.get(vector), last);
            block.store(part.target(), add(to, shift), packed);
            totals.get(vector).ifPresent(sum -> sums.orElseThrow().take(block, sum, packed));
            range.ifPresent(seen -> seen.take(block, packed));
        }
    }

    /// Reads words along the contracted axis for as many columns and stores their transposition.
    /// Columns beyond the last repeat the last one: their sums are never used.
    private void transposeColumns(BlockBuilder block, Part part, Expr group) {
        Expr last = block.let("last", subtract(part.width(), index(1)));
        List<Expr> sources = new ArrayList<>();
        for (int lane = 0; lane < lanes(); lane++) {
            Expr number = minimum(add(group, index(lane)), last);
            sources.add(block.let("source", add(part.column(), number)));
        }
        Expr to = block.let("to", add(part.offset(), group));
        Optional<Expr.Var> total = sums.map(all -> all.declare(block, lanes()));
        Masks.loop(
                block,
                part.depth(),
                lanes() * parts(),
                (inner, at, mask) -> transpose(inner, part, to, sources, at, mask, total));
        total.ifPresent(
                sum ->
                        sums.orElseThrow()
                                .store(block, block.bind("total", sum), add(part.place(), group)));
    }

    private void transpose(
            BlockBuilder block,
            Part part,
            Expr to,
            List<Expr> sources,
            Expr at,
            Optional<Expr> mask,
            Optional<Expr.Var> total) {
        List<Expr> vectors = new ArrayList<>();
        Expr k = block.let("k_at", add(part.k(), at));
        for (Expr source : sources) {
            Expr packed = block.bind("along", words.along(block, source, k, mask));
            range.ifPresent(seen -> seen.take(block, packed));
            vectors.add(packed);
        }
        Expr step = divide(at, index(parts()));
        Expr first = block.let("first", add(to, multiply(step, index(columns()))));
        List<Expr> rows = Transposition.of(block, vectors);
        for (int lane = 0; lane < lanes(); lane++) {
            Expr row = rows.get(lane);
            block.store(part.target(), add(first, index((long) lane * columns())), row);
            total.ifPresent(sum -> sums.orElseThrow().take(block, sum, row));
        }
    }
}
