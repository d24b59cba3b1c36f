package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.slice;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

/// Sums of an operand's bytes along the contracted axis, taken while they are packed: one for each
/// row or column, over all blocks.
///
/// @param buffer i32
/// @param offset an i64 scalar: the element of the first row or column
/// @param number an i64 scalar: which block; the first one overwrites
/// @param isSigned whether the packed bytes have a sign
record DotSums(Buffer buffer, Expr offset, Expr number, boolean isSigned) {
    private static final long ONES = 0x01010101;

    /// Declares the sums of neighbouring rows or columns.
    Expr.Var declare(BlockBuilder block, int lanes) {
        return block.declare("sums", integer(new LoopType(DType.I32, lanes), 0));
    }

    /// Adds the parts of words to sums.
    void take(BlockBuilder block, Expr.Var sums, Expr words) {
        Expr ones = integer(words.type(), ONES);
        Expr left = isSigned ? ones : words;
        Expr right = isSigned ? words : ones;
        block.assign(sums, new Expr.Dot(DotKind.BYTES, sums, left, right));
    }

    /// Stores the sums of neighbours.
    ///
    /// @param place an i64 scalar: the first one's number
    void store(BlockBuilder block, Expr sums, Expr place) {
        int lanes = sums.type().lanes();
        Expr at = block.let("sums_at", add(offset, place));
        Expr isFirst = broadcast(equal(number, index(0)), lanes);
        Expr before = select(isFirst, integer(sums.type(), 0), load(buffer, at, lanes));
        block.store(buffer, at, add(sums, before));
    }

    /// Stores the sum of all lanes as one row's.
    void storeTotal(BlockBuilder block, Expr.Var sums, Expr place) {
        Expr total = block.bind("total", sums);
        for (int width = sums.type().lanes() / 2; width >= 1; width /= 2) {
            total = block.bind("total", add(slice(total, 0, width), slice(total, width, width)));
        }
        store(block, total, place);
    }
}
