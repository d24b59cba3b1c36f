package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.slice;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.math.VectorMath;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// The softmax of a block of scores, row after row: from products in register tiles side by side to
/// weights packed as the left operand of the second product ([RowPacker]).
///
/// A NaN among the scores is not looked for among the largest: its weight is NaN, and with it the
/// sum and the row.
///
/// @param tiling of the attention
/// @param dtype what is computed in
/// @param scaling how exponentials are scaled
/// @param products the register tiles of one row of tiles, one after another, for each pair of
///   factors
/// @param weights the packed weights
/// @param stage per row of the tile: the block's largest score, the shift, the factor of what was
///   before, and the block's sum; one after another
record TileRows(
        AttentionTiling tiling,
        DType dtype,
        VectorMath.Scaling scaling,
        List<Place> products,
        Place weights,
        Place stage) {
    /// Copies the list.
    TileRows {
        products = List.copyOf(products);
    }

    /// A part of a buffer.
    record Place(Buffer buffer, Expr offset) {
        Expr at(Expr shift) {
            return add(offset, shift);
        }
    }

    private static final int STAGES = 4;

    /// Elements of the stage.
    static long stageElements(AttentionTiling tiling) {
        return STAGES * tiling.rowElements();
    }

    /// Lanes of the reduction tree.
    private int treeLanes() {
        return dtype.byteSize() <= 4 ? 64 : 32;
    }

    private int lanes() {
        return tiling.lanes();
    }

    private Expr largest(Expr row) {
        return stage.at(row);
    }

    private Expr shift(Expr row) {
        return stage.at(add(row, index(tiling.rowElements())));
    }

    /// The place of the factors.
    Expr factor(Expr row) {
        return stage.at(add(row, index(2 * tiling.rowElements())));
    }

    private Expr sum(Expr row) {
        return stage.at(add(row, index(3 * tiling.rowElements())));
    }

    private static Expr weight(Expr row, Expr key) {
        return add(multiply(row, index(RowPacker.STRIDE)), key);
    }

    private Expr minusInfinity(int count) {
        return number(new LoopType(dtype, count), Double.NEGATIVE_INFINITY);
    }

    /// Writes scores where the weights will be, and finds the largest of each row.
    ///
    /// @param row the first row of the tile
    /// @param rows how many are used
    /// @param key the first key of the block
    /// @param keys how many the block has
    void scores(
            BlockBuilder block, Attention.Scores scores, Expr row, Expr rows, Expr key, Expr keys) {
        block.loop(
                "score_row",
                index(0),
                rows,
                (inner, number) -> {
                    Expr place = inner.let("result_row", add(row, number));
                    ScoreRow scoreRow = new ScoreRow(scores, place, number, key, keys);
                    List<Expr.Var> best = accumulators(inner, minusInfinity(lanes()), keys);
                    groups(
                            inner,
                            keys,
                            best.size(),
                            (body, at, vector, mask) -> {
                                Expr score = scoreRow.write(body, at, vector, mask);
                                Expr.Var before = best.get(vector);
                                body.assign(before, larger(score, before));
                            });
                    Expr.Var all = folded(inner, best, TileRows::larger);
                    inner.store(stage.buffer(), largest(number), all);
                });
    }

    /// The larger of two, the second one if the first is NaN.
    private static Expr larger(Expr a, Expr b) {
        return select(less(b, a), a, b);
    }

    /// The scores of one row.
    private final class ScoreRow {
        private final Attention.Scores scores;
        private final Expr row;
        private final Expr number;
        private final Expr key;
        private final Expr keys;

        ScoreRow(Attention.Scores scores, Expr row, Expr number, Expr key, Expr keys) {
            this.scores = scores;
            this.row = row;
            this.number = number;
            this.key = key;
            this.keys = keys;
        }

        Expr write(BlockBuilder block, Expr at, int vector, boolean isCut) {
            int width = tiling.keyColumns();
            int column = vector * lanes();
            Expr tile = multiply(add(at, index(column - column % width)), index(tiling.rows()));
            Expr within = add(multiply(number, index(width)), index(column % width));
            Expr shift = block.let("shift", add(tile, within));
            List<Expr> values = new ArrayList<>();
            for (Place part : products) {
                Expr loaded = load(part.buffer(), part.at(shift), lanes());
                values.add(block.bind("products", loaded));
            }
            Expr first = block.let("first", add(at, index(column)));
            Optional<Expr> mask = Optional.empty();
            if (isCut) {
                Expr left = subtract(keys, first);
                mask = Optional.of(block.bind("mask", Masks.first(left, lanes())));
            }
            Expr score = scores.of(block, values, row, block.let("key", add(key, first)), mask);
            Expr kept = mask.map(some -> select(some, score, minusInfinity(lanes()))).orElse(score);
            Expr bound = block.bind("score", kept);
            block.store(weights.buffer(), weights.at(weight(number, first)), bound);
            return bound;
        }
    }

    /// Brings the largest scores up to date, and finds by how much scores are shifted and what
    /// becomes of what was before.
    ///
    /// @param maxima where the largest scores of the tile's rows are
    void shifts(BlockBuilder block, Place maxima) {
        for (int i = 0; i < tiling.rowElements(); i += lanes()) {
            Expr at = index(i);
            Expr before = block.bind("before", load(maxima.buffer(), maxima.at(at), lanes()));
            Expr now = load(stage.buffer(), largest(at), lanes());
            Expr best = block.bind("best", larger(block.bind("now", now), before));
            Expr isNone = Expressions.equal(best, minusInfinity(lanes()));
            Expr zero = number(best.type(), 0);
            Expr shift = block.bind("shift", select(isNone, zero, best));
            Expr factor =
                    VectorMath.exp(
                            block.bind("moved", subtracted(before, shift)),
                            VectorMath.Range.UP_TO_ZERO,
                            scaling,
                            block);
            block.store(maxima.buffer(), maxima.at(at), best);
            block.store(stage.buffer(), shift(at), shift);
            block.store(stage.buffer(), factor(at), factor);
        }
    }

    private static Expr subtracted(Expr a, Expr b) {
        return binary(BinaryKind.SUBTRACT, a, b);
    }

    /// Turns scores into weights, and sums them up.
    void weights(BlockBuilder block, Expr rows, Expr keys) {
        block.loop(
                "weight_row",
                index(0),
                rows,
                (inner, number) -> {
                    Expr shift =
                            inner.bind(
                                    "shift",
                                    broadcast(load(stage.buffer(), shift(number)), lanes()));
                    Expr zero = number(shift.type(), 0);
                    List<Expr.Var> sums = accumulators(inner, zero, keys);
                    groups(
                            inner,
                            keys,
                            sums.size(),
                            (body, at, vector, _) -> {
                                Expr key = add(at, index((long) vector * lanes()));
                                Expr place = body.let("place", weights.at(weight(number, key)));
                                Expr score = load(weights.buffer(), place, lanes());
                                Expr weight =
                                        body.bind(
                                                "weight",
                                                VectorMath.exp(
                                                        body.bind(
                                                                "shifted",
                                                                subtracted(score, shift)),
                                                        VectorMath.Range.UP_TO_ZERO,
                                                        scaling,
                                                        body));
                                body.store(weights.buffer(), place, weight);
                                body.assign(sums.get(vector), added(sums.get(vector), weight));
                            });
                    Expr.Var all = folded(inner, sums, TileRows::added);
                    inner.store(stage.buffer(), sum(number), all);
                });
    }

    private static Expr added(Expr a, Expr b) {
        return binary(BinaryKind.ADD, a, b);
    }

    /// Brings the sums up to date.
    ///
    /// @param sums where the sums of the tile's rows are
    void sums(BlockBuilder block, Place sums) {
        for (int i = 0; i < tiling.rowElements(); i += lanes()) {
            Expr at = index(i);
            Expr before = load(sums.buffer(), sums.at(at), lanes());
            Expr factor = load(stage.buffer(), factor(at), lanes());
            Expr now = load(stage.buffer(), sum(at), lanes());
            block.store(sums.buffer(), sums.at(at), added(multiply(before, factor), now));
        }
    }

    /// Whether the largest score of a row has moved, or what is not a row's says so.
    Expr hasMoved(BlockBuilder block) {
        Expr moved = Expressions.bool(false, lanes());
        for (int i = 0; i < tiling.rowElements(); i += lanes()) {
            Expr factor = load(stage.buffer(), factor(index(i)), lanes());
            Expr one = number(factor.type(), 1);
            Expr changes = Expressions.compare(CompareOp.NOT_EQUAL, factor, one);
            moved = i == 0 ? changes : Expressions.or(moved, changes);
        }
        return new Expr.Test(block.bind("moved", moved), false);
    }

    private List<Expr.Var> accumulators(BlockBuilder block, Expr identity, Expr keys) {
        long most = constant(keys).orElse((long) treeLanes());
        List<Expr.Var> result = new ArrayList<>();
        for (int lane = 0; lane < treeLanes() && lane < most; lane += lanes()) {
            result.add(block.declare("folded", identity));
        }
        return result;
    }

    /// What is written for one vector.
    @FunctionalInterface
    private interface VectorBody {
        /// @param at the first key of the group
        /// @param vector the vector's number in the group
        /// @param isCut whether it may go beyond the last key
        void write(BlockBuilder block, Expr at, int vector, boolean isCut);
    }

    /// Visits keys in groups of as many as the tree has lanes.
    private void groups(BlockBuilder block, Expr keys, int vectors, VectorBody body) {
        int group = treeLanes();
        Expr whole = block.let("whole", multiply(divide(keys, index(group)), index(group)));
        block.loop(
                "group",
                index(0),
                whole,
                group,
                LoopKind.SERIAL,
                (inner, at) -> {
                    for (int vector = 0; vector < vectors; vector++) {
                        body.write(inner, at, vector, false);
                    }
                });
        if (!Masks.isMultiple(keys, group)) {
            block.when(
                    less(whole, keys),
                    inner -> {
                        for (int vector = 0; vector < vectors; vector++) {
                            body.write(inner, whole, vector, true);
                        }
                    });
        }
    }

    /// Joins lanes by halves. Lanes that were left out hold the identity.
    private static Expr.Var folded(
            BlockBuilder block, List<Expr.Var> accumulators, BinaryOperator<Expr> join) {
        List<Expr> vectors = new ArrayList<>();
        accumulators.forEach(sum -> vectors.add(block.bind("lanes", sum)));
        int count = Integer.highestOneBit(Math.max(1, 2 * vectors.size() - 1));
        for (int half = count / 2; half >= 1; half /= 2) {
            for (int i = 0; i + half < vectors.size() && i < half; i++) {
                Expr joined = join.apply(vectors.get(i), vectors.get(i + half));
                vectors.set(i, block.bind("joined", joined));
            }
        }
        Expr lanes = vectors.getFirst();
        for (int half = lanes.type().lanes() / 2; half >= 1; half /= 2) {
            Expr lower = slice(lanes, 0, half);
            Expr upper = slice(lanes, half, half);
            lanes = block.bind("joined", join.apply(lower, upper));
        }
        return block.bind("all", lanes);
    }
}
