package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;

import java.util.Optional;

/// Where the lanes of a vector stand along an axis: `base + lane * step`, or any vector of
/// positions. A step of 0 is one position for all lanes.
///
/// @param base an i64 scalar: the position of lane 0
/// @param step an i64 scalar: the distance of neighbouring lanes
/// @param vector present where the lanes follow no line: an i64 vector; base and step are 0 then
record Position(Expr base, Expr step, Optional<Expr> vector) {
    static final Position ZERO = uniform(index(0));

    static Position uniform(Expr base) {
        return new Position(base, index(0), Optional.empty());
    }

    /// Consecutive positions.
    static Position consecutive(Expr base) {
        return new Position(base, index(1), Optional.empty());
    }

    static Position of(Expr vector) {
        return vector.type().isScalar()
                ? uniform(vector)
                : new Position(index(0), index(0), Optional.of(vector));
    }

    boolean isUniform() {
        return vector.isEmpty() && constant(step).equals(Optional.of(0L));
    }

    boolean isConsecutive() {
        return vector.isEmpty() && constant(step).equals(Optional.of(1L));
    }

    /// Whether the lanes follow a line.
    boolean isLinear() {
        return vector.isEmpty();
    }

    boolean isZero() {
        return isUniform() && constant(base).equals(Optional.of(0L));
    }

    Position plus(Position other) {
        if (vector.isEmpty() && other.vector.isEmpty()) {
            return new Position(add(base, other.base), add(step, other.step), Optional.empty());
        }
        if (other.isZero()) {
            return this;
        }
        if (isZero()) {
            return other;
        }
        int lanes = vector.or(other::vector).orElseThrow().type().lanes();
        return of(add(lanes(lanes), other.lanes(lanes)));
    }

    Position plus(Expr scalar) {
        return plus(uniform(scalar));
    }

    Position times(Expr scalar) {
        if (constant(scalar).equals(Optional.of(1L))) {
            return this;
        }
        return vector.map(
                        v ->
                                of(
                                        binary(
                                                BinaryKind.MULTIPLY,
                                                v,
                                                broadcast(scalar, v.type().lanes()))))
                .orElseGet(
                        () ->
                                new Position(
                                        multiply(base, scalar),
                                        multiply(step, scalar),
                                        Optional.empty()));
    }

    /// The quotient by a positive scalar; positions are not negative.
    Position dividedBy(Expr scalar, int lanes) {
        return isUniform()
                ? uniform(divide(base, scalar))
                : of(divide(lanes(lanes), broadcast(scalar, lanes)));
    }

    /// The remainder by a positive scalar; positions are not negative.
    Position modulo(Expr scalar, int lanes) {
        return isUniform()
                ? uniform(remainder(base, scalar))
                : of(remainder(lanes(lanes), broadcast(scalar, lanes)));
    }

    /// The position of each lane, as a vector (as a scalar for one lane).
    Expr lanes(int lanes) {
        if (vector.isPresent()) {
            return vector.get();
        }
        if (lanes == 1) {
            return base;
        }
        return isUniform() ? broadcast(base, lanes) : new Expr.Ramp(base, step, lanes);
    }

    /// The positions as an expression of as few lanes as they need.
    Expr value(int lanes) {
        return isUniform() ? base : lanes(lanes);
    }
}
