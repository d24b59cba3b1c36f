package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.ramp;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.Optional;

/// How many numbers are left to read or write: vectors take no more.
///
/// @param rest a scalar; absent where whole vectors are left
record Tail(Optional<Expr> rest) {
    static final Tail NONE = new Tail(Optional.empty());

    static Tail of(Expr rest) {
        return new Tail(Optional.of(rest));
    }

    /// The mask of a vector of which lane 0 is the element `first`, where `each` elements make a
    /// number.
    Optional<Expr> mask(BlockBuilder block, int first, int lanes, int each) {
        return rest.map(
                count -> {
                    Expr elements = minimum(multiply(count, index(each)), index(first + lanes));
                    Expr lane = ramp(integer(LoopType.scalar(DType.I32), first), lanes);
                    Expr limit = block.let("limit", cast(elements, DType.I32));
                    return block.let(
                            "mask", less(lane, lanes == 1 ? limit : broadcast(limit, lanes)));
                });
    }
}
