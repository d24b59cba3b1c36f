package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The innermost part of a large product of words: what [MicroKernel] is for floats. A step along
/// the contracted axis is a word, of several elements, and is one [Expr.Dot] for each sum.
///
/// @param kind what a word holds
/// @param isExchanged whether the left words are the right operands of the [Expr.Dot]
/// @param isSlow whether bf16 are multiplied one by one, which is right for subnormal numbers too
/// @param rows rows of the tile
/// @param vectors vectors in a row of the tile
/// @param lanes words of a vector
record DotKernel(
        DotKind kind, boolean isExchanged, boolean isSlow, int rows, int vectors, int lanes) {
    private static final int UNROLL = 4;
    private static final int HALF = 16;

    /// The function's name: equal kernels are one function.
    String name() {
        return "matmul_%s%s_%dx%d"
                .formatted(
                        kind.name().toLowerCase(java.util.Locale.ROOT),
                        isExchanged ? "_exchanged" : isSlow ? "_slow" : "",
                        rows,
                        columns());
    }

    private int columns() {
        return vectors * lanes;
    }

    /// The function `(left, right, tile; depth, add)`: `tile` becomes the product, or, where `add`
    /// is not 0, the product is added to it. The depth counts words.
    LoopFunction function() {
        Expr.Var depth = new Expr.Var("depth", LoopType.INDEX);
        Expr.Var isAdded = new Expr.Var("add", LoopType.INDEX);
        Buffer left = words("left", index(rows * RowPacker.STRIDE));
        Buffer right = words("right", multiply(depth, index(columns())));
        Buffer tile =
                new Buffer("tile", kind.sum(), Space.WORKSPACE, index((long) rows * columns()));
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        List<Expr.Var> sums = new ArrayList<>();
        Expr zero = Expressions.number(new LoopType(kind.sum(), lanes), 0);
        for (int i = 0; i < rows * vectors; i++) {
            sums.add(block.declare("sum", zero));
        }
        Expr whole =
                block.let("whole", subtract(depth, Expressions.remainder(depth, index(UNROLL))));
        block.loop(
                "k",
                index(0),
                whole,
                UNROLL,
                LoopKind.SERIAL,
                (inner, k) -> {
                    for (int step = 0; step < UNROLL; step++) {
                        step(inner, sums, left, right, add(k, index(step)));
                    }
                });
        block.loop("k", whole, depth, (inner, k) -> step(inner, sums, left, right, k));
        block.choose(
                equal(isAdded, index(0)),
                inner -> store(inner, sums, tile, false),
                inner -> store(inner, sums, tile, true));
        return new LoopFunction(
                name(),
                List.of(left, right, tile),
                List.of(depth, isAdded),
                block.build(),
                Optional.empty(),
                false);
    }

    private static Buffer words(String name, Expr size) {
        return new Buffer(name, DType.I32, Space.WORKSPACE, size);
    }

    private void step(BlockBuilder block, List<Expr.Var> sums, Buffer left, Buffer right, Expr k) {
        Expr place = block.let("place", multiply(k, index(columns())));
        List<Expr> columns = new ArrayList<>();
        for (int vector = 0; vector < vectors; vector++) {
            Expr at = add(place, index((long) vector * lanes));
            columns.add(block.bind("right_row", load(right, at, lanes)));
        }
        for (int row = 0; row < rows; row++) {
            Expr word = load(left, add(k, index(row * RowPacker.STRIDE)));
            Expr spread = block.bind("left_word", broadcast(word, lanes));
            for (int vector = 0; vector < vectors; vector++) {
                Expr.Var sum = sums.get(row * vectors + vector);
                block.assign(sum, sum(sum, spread, columns.get(vector)));
            }
        }
    }

    private Expr sum(Expr sum, Expr left, Expr right) {
        if (!isSlow) {
            return isExchanged
                    ? new Expr.Dot(kind, sum, right, left)
                    : new Expr.Dot(kind, sum, left, right);
        }
        return fma(lower(left), lower(right), fma(upper(left), upper(right), sum));
    }

    private static Expr upper(Expr words) {
        return bitcast(and(words, integer(words.type(), -1L << HALF)), DType.F32);
    }

    private static Expr lower(Expr words) {
        Expr moved = binary(BinaryKind.SHIFT_LEFT, words, integer(words.type(), HALF));
        return bitcast(moved, DType.F32);
    }

    private void store(BlockBuilder block, List<Expr.Var> sums, Buffer tile, boolean isAdded) {
        for (int i = 0; i < sums.size(); i++) {
            Expr at = index((long) i * lanes);
            Expr sum = sums.get(i);
            Expr before = load(tile, at, lanes);
            block.store(tile, at, isAdded ? binary(BinaryKind.ADD, before, sum) : sum);
        }
    }
}
