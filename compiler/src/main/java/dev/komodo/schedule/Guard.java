package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.broadcast;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.Optional;

/// Under which condition memory may be touched: what all lanes share, and what each lane adds.
///
/// @param uniform a bool scalar
/// @param lanes a bool vector, one truth value a lane
record Guard(Optional<Expr> uniform, Optional<Expr> lanes) {
    static final Guard NONE = new Guard(Optional.empty(), Optional.empty());

    /// The guard of the lanes that a mask leaves.
    static Guard lanes(Expr mask) {
        return NONE.and(mask);
    }

    /// This guard and another condition, a scalar or a vector.
    Guard and(Expr condition) {
        if (condition.type().isScalar()) {
            return new Guard(
                    Optional.of(uniform.map(u -> Expressions.and(u, condition)).orElse(condition)),
                    lanes);
        }
        return new Guard(
                uniform,
                Optional.of(lanes.map(l -> Expressions.and(l, condition)).orElse(condition)));
    }

    /// The mask of an access of `count` lanes.
    Optional<Expr> mask(int count) {
        if (count == 1) {
            return uniform;
        }
        if (uniform.isEmpty()) {
            return lanes;
        }
        Expr all = broadcast(uniform.get(), count);
        return Optional.of(lanes.map(l -> Expressions.and(l, all)).orElse(all));
    }
}
