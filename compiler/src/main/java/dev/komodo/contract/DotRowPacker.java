package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Packs the left operand of a product of words: what [RowPacker] is for floats, to the same
/// strides.
///
/// @param words how elements become words
/// @param sums where the rows' sums go, if they are wanted
/// @param range what looks at the elements, if they must be looked at
record DotRowPacker(DotWords words, Optional<DotSums> sums, Optional<BrainRange> range) {
    /// One block of the contracted axis of some rows.
    ///
    /// @param target where to
    /// @param offset the first word of the target
    /// @param row the first row
    /// @param rows how many rows
    /// @param k the first element along the contracted axis
    /// @param depth how many elements
    /// @param count how many words those are
    record Part(Buffer target, Expr offset, Expr row, Expr rows, Expr k, Expr depth, Expr count) {}

    /// Writes the loops that pack a part.
    void pack(BlockBuilder block, Part part) {
        switch (words.operand().source().direction()) {
            case K ->
                    block.loop(
                            "row",
                            index(0),
                            part.rows(),
                            (inner, number) -> packRow(inner, part, number));
            case OUTER ->
                    block.loop(
                            "row",
                            index(0),
                            part.rows(),
                            words.lanes(),
                            LoopKind.SERIAL,
                            (inner, number) -> {
                                Expr left = inner.let("left", subtract(part.rows(), number));
                                Masks.split(
                                        inner,
                                        left,
                                        words.lanes(),
                                        (each, mask) -> transposeRows(each, part, number, mask));
                            });
        }
    }

    private void packRow(BlockBuilder block, Part part, Expr number) {
        Expr from = block.let("from", add(part.row(), number));
        Expr to = block.let("to", add(part.offset(), multiply(number, index(RowPacker.STRIDE))));
        Optional<Expr.Var> total = sums.map(all -> all.declare(block, words.lanes()));
        int parts = words.kind().parts();
        Masks.loop(
                block,
                part.depth(),
                words.lanes() * parts,
                (inner, at, mask) -> {
                    Expr packed =
                            inner.bind("packed", words.along(inner, from, add(part.k(), at), mask));
                    inner.store(part.target(), add(to, divide(at, index(parts))), packed);
                    total.ifPresent(sum -> sums.orElseThrow().take(inner, sum, packed));
                    range.ifPresent(seen -> seen.take(inner, packed));
                });
        total.ifPresent(sum -> sums.orElseThrow().storeTotal(block, sum, number));
    }

    /// Reads words along the rows for as many steps and stores their transposition. Steps beyond
    /// the last are padding; nobody reads them.
    private void transposeRows(BlockBuilder block, Part part, Expr number, Optional<Expr> mask) {
        int lanes = words.lanes();
        Expr row = block.let("from", add(part.row(), number));
        Expr to = block.let("to", add(part.offset(), multiply(number, index(RowPacker.STRIDE))));
        Expr last = block.let("last", subtract(add(part.k(), part.depth()), index(1)));
        Optional<Expr.Var> total = sums.map(all -> all.declare(block, lanes));
        block.loop(
                "step",
                index(0),
                part.count(),
                lanes,
                LoopKind.SERIAL,
                (inner, step) -> {
                    List<Expr> across = new ArrayList<>();
                    for (int lane = 0; lane < lanes; lane++) {
                        Expr word = add(step, index(lane));
                        Expr at = add(part.k(), multiply(word, index(words.kind().parts())));
                        Expr packed =
                                words.across(
                                        inner, row, inner.let("at", at), mask, Optional.of(last));
                        total.ifPresent(sum -> sums.orElseThrow().take(inner, sum, packed));
                        range.ifPresent(seen -> seen.take(inner, packed));
                        across.add(packed);
                    }
                    List<Expr> rows = Transposition.of(inner, across);
                    for (int lane = 0; lane < lanes; lane++) {
                        Expr place = add(add(to, step), index(lane * RowPacker.STRIDE));
                        inner.store(part.target(), place, rows.get(lane));
                    }
                });
        total.ifPresent(sum -> sums.orElseThrow().store(block, block.bind("total", sum), number));
    }
}
