package dev.komodo.loop.pass;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.Optional;

/// What a scalar of a vector loop's body is for all lanes together.
sealed interface Wide {
    /// The same in every lane.
    record Uniform(Expr scalar) implements Wide {}

    /// `base + lane * stride`, integers that wrap.
    record Affine(Expr base, Expr stride) implements Wide {}

    /// Anything.
    record Varying(Expr vector) implements Wide {}

    /// All lanes as one vector.
    default Expr vector(int lanes) {
        return switch (this) {
            case Uniform(Expr scalar) -> Expressions.broadcast(scalar, lanes);
            case Affine(Expr base, Expr stride) -> new Expr.Ramp(base, stride, lanes);
            case Varying(Expr vector) -> vector;
        };
    }

    /// Whether neighbouring lanes are neighbouring elements.
    default boolean isConsecutive() {
        return this instanceof Affine(Expr _, Expr stride)
                && Expressions.constant(stride).filter(s -> s == 1).isPresent();
    }

    /// A sum, difference or product of integers that stays affine, if it does.
    static Optional<Wide> combine(BinaryKind kind, Wide left, Wide right) {
        return switch (kind) {
            case ADD -> sum(left, right);
            case SUBTRACT -> difference(left, right);
            case MULTIPLY -> left instanceof Uniform ? product(right, left) : product(left, right);
            case DIVIDE,
                    REMAINDER,
                    MINIMUM,
                    MAXIMUM,
                    AND,
                    OR,
                    XOR,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    SHIFT_RIGHT_LOGICAL ->
                    Optional.empty();
        };
    }

    private static Optional<Wide> sum(Wide left, Wide right) {
        if (left instanceof Affine(Expr a, Expr s)) {
            return switch (right) {
                case Affine(Expr b, Expr t) -> affine(Expressions.add(a, b), Expressions.add(s, t));
                case Uniform(Expr b) -> affine(Expressions.add(a, b), s);
                case Varying _ -> Optional.empty();
            };
        }
        return left instanceof Uniform(Expr a) && right instanceof Affine(Expr b, Expr t)
                ? affine(Expressions.add(a, b), t)
                : Optional.empty();
    }

    private static Optional<Wide> difference(Wide left, Wide right) {
        if (left instanceof Affine(Expr a, Expr s)) {
            return switch (right) {
                case Affine(Expr b, Expr t) ->
                        affine(Expressions.subtract(a, b), Expressions.subtract(s, t));
                case Uniform(Expr b) -> affine(Expressions.subtract(a, b), s);
                case Varying _ -> Optional.empty();
            };
        }
        return left instanceof Uniform(Expr a) && right instanceof Affine(Expr b, Expr t)
                ? affine(
                        Expressions.subtract(a, b),
                        Expressions.subtract(Expressions.integer(t.type(), 0), t))
                : Optional.empty();
    }

    private static Optional<Wide> product(Wide left, Wide right) {
        return left instanceof Affine(Expr a, Expr s) && right instanceof Uniform(Expr b)
                ? affine(Expressions.multiply(a, b), Expressions.multiply(s, b))
                : Optional.empty();
    }

    private static Optional<Wide> affine(Expr base, Expr stride) {
        boolean isUniform = Expressions.constant(stride).filter(s -> s == 0).isPresent();
        return Optional.of(isUniform ? new Uniform(base) : new Affine(base, stride));
    }
}
