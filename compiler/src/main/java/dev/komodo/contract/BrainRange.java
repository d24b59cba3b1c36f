package dev.komodo.contract;

import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

/// Whether elements of bf16 are such that no subnormal number comes up in sums of their products,
/// found while they are packed: each is 0 or at least 2^-56 in magnitude.
///
/// Such an element is a multiple of 2^-63, so a product is one of 2^-126, the smallest normal f32;
/// a sum of such, rounded or not, is one as well, and is 0 or normal. Products by instructions that
/// take subnormal numbers for zeros are then those of the definition.
///
/// @param least the smallest magnitude's bits less 1, of each lane; those of 0 are the largest
record BrainRange(Expr.Var least) {
    private static final long MAGNITUDE = 0x7FFF;

    /// The bits of 2^-56: the exponent 127 - 56 above 7 bits of fraction.
    private static final long SMALLEST = (127 - 56) << 7;

    /// Has seen nothing.
    static BrainRange declare(BlockBuilder block, int words) {
        LoopType type = new LoopType(DType.U16, 2 * words);
        return new BrainRange(block.declare("least", integer(type, -1)));
    }

    /// Looks at the elements of words.
    void take(BlockBuilder block, Expr words) {
        Expr bits = bitcast(words, DType.U16);
        Expr magnitude = and(bits, integer(bits.type(), MAGNITUDE));
        Expr lowered = subtract(magnitude, integer(bits.type(), 1));
        block.assign(least, minimum(least, lowered));
    }

    /// Whether all that was seen is in range: a truth value.
    Expr isKept(BlockBuilder block) {
        Expr limit = integer(least.type(), SMALLEST - 1);
        Expr each = compare(CompareOp.GREATER_EQUAL, block.bind("seen", least), limit);
        return block.bind("kept", new Expr.Test(each, true));
    }
}
