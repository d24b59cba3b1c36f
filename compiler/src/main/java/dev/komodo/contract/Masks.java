package dev.komodo.contract;

import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;

import java.util.Optional;
import java.util.function.BiConsumer;

/// Whole vectors without masks, and what is left over with one.
final class Masks {
    private Masks() {}

    /// What is written for one vector.
    @FunctionalInterface
    interface VectorBody {
        /// Writes the statements for one vector.
        ///
        /// @param at where the vector begins
        /// @param mask present where the vector may be cut short
        void write(BlockBuilder block, Expr at, Optional<Expr> mask);
    }

    /// The first `count` of `lanes` lanes; `count` may be larger.
    static Expr first(Expr count, int lanes) {
        LoopType type = LoopType.scalar(DType.I32);
        Expr some = cast(minimum(count, index(lanes)), DType.I32);
        Expr positions = new Expr.Ramp(integer(type, 0), integer(type, 1), lanes);
        return less(positions, broadcast(some, lanes));
    }

    /// Visits `[0, count)` in vectors: a loop over the whole ones, then a masked one, if any.
    static void loop(BlockBuilder block, Expr count, int lanes, VectorBody body) {
        Expr whole = block.let("whole", multiply(divide(count, index(lanes)), index(lanes)));
        block.loop(
                "at",
                index(0),
                whole,
                lanes,
                LoopKind.SERIAL,
                (inner, at) -> body.write(inner, at, Optional.empty()));
        if (isMultiple(count, lanes)) {
            return;
        }
        block.when(
                less(whole, count),
                inner -> {
                    Expr mask = inner.bind("mask", first(subtract(count, whole), lanes));
                    body.write(inner, whole, Optional.of(mask));
                });
    }

    /// One vector of which `count` lanes are needed: without a mask, if all are.
    static void split(
            BlockBuilder block,
            Expr count,
            int lanes,
            BiConsumer<BlockBuilder, Optional<Expr>> body) {
        block.choose(
                less(count, index(lanes)),
                inner -> {
                    Expr mask = inner.bind("mask", first(count, lanes));
                    body.accept(inner, Optional.of(mask));
                },
                inner -> body.accept(inner, Optional.empty()));
    }

    /// Whether a count is known to be a multiple of the lanes.
    static boolean isMultiple(Expr count, int lanes) {
        return constant(count).filter(value -> value % lanes == 0).isPresent();
    }
}
