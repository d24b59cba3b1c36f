package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Arithmetic that changes nothing.
final class IdentityRules {
    private static final Set<UnaryOp> INTEGRAL =
            EnumSet.of(UnaryOp.FLOOR, UnaryOp.CEIL, UnaryOp.TRUNCATE, UnaryOp.ROUND_EVEN);

    private IdentityRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "drop-no-op-cast",
                        "cast(x, dtype of x)",
                        "x",
                        Root.of(Op.Cast.class),
                        IdentityRules::dropNoOpCast),
                Rule.exact(
                        "drop-round-trip-cast",
                        "cast(cast(x, wide), dtype of x)",
                        "x, where wide holds each value of x's dtype exactly",
                        Root.of(Op.Cast.class),
                        IdentityRules::dropRoundTripCast),
                Rule.exact(
                        "drop-add-zero",
                        "x + -0.0, x - 0.0; x + 0, x - 0, x | 0, x ^ 0, x << 0 of integers",
                        "x",
                        Root.of(
                                BinaryOp.ADD,
                                BinaryOp.SUBTRACT,
                                BinaryOp.OR,
                                BinaryOp.XOR,
                                BinaryOp.SHIFT_LEFT,
                                BinaryOp.SHIFT_RIGHT),
                        IdentityRules::dropAddZero),
                Rule.exact(
                        "drop-multiply-by-one",
                        "x * 1, x / 1, pow(x, 1)",
                        "x",
                        Root.of(BinaryOp.MULTIPLY, BinaryOp.DIVIDE, BinaryOp.POWER),
                        IdentityRules::dropMultiplyByOne),
                Rule.exact(
                        "multiply-by-minus-one",
                        "x * -1, x / -1",
                        "-x",
                        Root.of(BinaryOp.MULTIPLY, BinaryOp.DIVIDE),
                        IdentityRules::multiplyByMinusOne),
                Rule.exact(
                        "drop-double-negation",
                        "-(-x), not(not(x))",
                        "x",
                        Root.of(UnaryOp.NEGATE, UnaryOp.NOT),
                        IdentityRules::dropDoubleNegation),
                Rule.exact(
                        "merge-negations",
                        "x + (-y), x - (-y), (-x) * (-y), (-x) / (-y)",
                        "x - y, x + y, x * y, x / y",
                        Root.of(
                                BinaryOp.ADD,
                                BinaryOp.SUBTRACT,
                                BinaryOp.MULTIPLY,
                                BinaryOp.DIVIDE),
                        IdentityRules::mergeNegations),
                Rule.exact(
                        "drop-sign-under-abs",
                        "abs(-x), abs(abs(x))",
                        "abs(x)",
                        Root.of(UnaryOp.ABS),
                        IdentityRules::dropSignUnderAbs),
                Rule.exact(
                        "drop-abs-of-positive",
                        "abs(x)",
                        "x, where x is an exponential, a sigmoid, a softplus, an erfc, a cosh or a"
                                + " square",
                        Root.of(UnaryOp.ABS),
                        IdentityRules::dropAbsOfPositive),
                Rule.exact(
                        "drop-second-rounding",
                        "floor(floor(x)), and so on for ceil, truncate, round",
                        "the inner one",
                        Root.of(UnaryOp.FLOOR, UnaryOp.CEIL, UnaryOp.TRUNCATE, UnaryOp.ROUND_EVEN),
                        IdentityRules::dropSecondRounding),
                Rule.exact(
                        "idempotent",
                        "min(x, x), max(x, x), x & x, x | x",
                        "x",
                        Root.of(BinaryOp.MINIMUM, BinaryOp.MAXIMUM, BinaryOp.AND, BinaryOp.OR),
                        IdentityRules::idempotent),
                Rule.exact(
                        "integer-zero",
                        "x - x, x ^ x, x * 0, x & 0 of integers and truth values",
                        "0",
                        Root.of(BinaryOp.SUBTRACT, BinaryOp.XOR, BinaryOp.MULTIPLY, BinaryOp.AND),
                        IdentityRules::integerZero),
                Rule.exact(
                        "truth-identities",
                        "x & true, x | true of truth values",
                        "x, true",
                        Root.of(BinaryOp.AND, BinaryOp.OR),
                        IdentityRules::truthIdentities));
    }

    /// `cast(x, dtype of x) -> x`.
    private static Optional<Tensor> dropNoOpCast(Op op, Site at) {
        return op instanceof Op.Cast(Value operand, DType dtype) && at.dtype(operand) == dtype
                ? Optional.of(at.tensor(operand))
                : Optional.empty();
    }

    /// `cast(cast(x, wide), dtype of x) -> x`, where `wide` holds each value of x's dtype exactly.
    private static Optional<Tensor> dropRoundTripCast(Op op, Site at) {
        return op instanceof Op.Cast(Value operand, DType dtype)
                        && at.producer(operand) instanceof Op.Cast(Value inner, DType wide)
                        && at.dtype(inner) == dtype
                        && holds(wide, dtype)
                ? Optional.of(at.tensor(inner))
                : Optional.empty();
    }

    private static boolean holds(DType wide, DType narrow) {
        return switch (narrow.kind()) {
            case BOOLEAN -> true;
            case FLOAT -> wide == narrow || (wide.isFloat() && wide.width() > narrow.width());
            case SIGNED, UNSIGNED ->
                    wide.isInteger()
                            ? wide.width() >= narrow.width()
                            : wide.isFloat() && Constants.precision(wide) >= narrow.width();
        };
    }

    /// `x + -0.0 -> x`, `-0.0 + x -> x`, `x - 0.0 -> x` on floats; not `x + 0.0`, which turns -0.0
    /// into 0.0, and not `x - -0.0`. On integers `x + 0 -> x`, `x - 0 -> x`, `x | 0 -> x`, `x ^ 0
    /// -> x`, shifts by 0; the or and the exclusive or on bool.
    private static Optional<Tensor> dropAddZero(Op op, Site at) {
        if (!(op instanceof Op.Binary binary)) {
            return Optional.empty();
        }
        boolean sum = binary.kind() == BinaryOp.ADD;
        double neutral = sum && at.isFloat(binary.left()) ? -0.0 : 0.0;
        boolean commutes = binary.kind().isCommutative();
        if (at.is(binary.right(), neutral)) {
            return Optional.of(at.tensor(binary.left()));
        }
        return commutes && at.is(binary.left(), neutral)
                ? Optional.of(at.tensor(binary.right()))
                : Optional.empty();
    }

    /// `x * 1 -> x`, `1 * x -> x`, `x / 1 -> x`, `pow(x, 1) -> x`.
    private static Optional<Tensor> dropMultiplyByOne(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        if (at.is(right, 1)) {
            return Optional.of(at.tensor(left));
        }
        return kind == BinaryOp.MULTIPLY && at.is(left, 1)
                ? Optional.of(at.tensor(right))
                : Optional.empty();
    }

    /// `x * -1 -> -x`, `x / -1 -> -x`; unsigned integers have no -1.
    private static Optional<Tensor> multiplyByMinusOne(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        if (at.is(right, -1)) {
            return Optional.of(at.negated(left));
        }
        return kind == BinaryOp.MULTIPLY && at.is(left, -1)
                ? Optional.of(at.negated(right))
                : Optional.empty();
    }

    /// `-(-x) -> x`, `not(not(x)) -> x`.
    private static Optional<Tensor> dropDoubleNegation(Op op, Site at) {
        return op instanceof Op.Unary(UnaryOp kind, Value operand)
                ? at.argument(kind, operand).map(at::tensor)
                : Optional.empty();
    }

    /// `x + (-y) -> x - y`, `(-x) + y -> y - x`, `x - (-y) -> x + y`, `(-x) * (-y) -> x * y`, `(-x)
    /// / (-y) -> x / y`: the sign of a float is apart from its magnitude, integers wrap.
    private static Optional<Tensor> mergeNegations(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        Optional<Tensor> x = at.argument(UnaryOp.NEGATE, left).map(at::tensor);
        Optional<Tensor> y = at.argument(UnaryOp.NEGATE, right).map(at::tensor);
        if (kind == BinaryOp.ADD && y.isPresent()) {
            return Optional.of(at.tensor(left).sub(y.get()));
        }
        if (kind == BinaryOp.ADD && x.isPresent()) {
            return Optional.of(at.tensor(right).sub(x.get()));
        }
        if (kind == BinaryOp.SUBTRACT && y.isPresent()) {
            return Optional.of(at.tensor(left).add(y.get()));
        }
        boolean both = x.isPresent() && y.isPresent() && kind != BinaryOp.SUBTRACT;
        if (both && kind == BinaryOp.MULTIPLY) {
            return Optional.of(x.get().mul(y.get()));
        }
        // integers: the smallest one is its own negation, and divides differently
        return both && kind == BinaryOp.DIVIDE && at.isFloat(left)
                ? Optional.of(x.get().div(y.get()))
                : Optional.empty();
    }

    /// `abs(-x) -> abs(x)`, `abs(abs(x)) -> abs(x)`. Not the first where there is no sign: what has
    /// wrapped stays.
    private static Optional<Tensor> dropSignUnderAbs(Op op, Site at) {
        Value operand = op.operands().getFirst();
        if (at.argument(UnaryOp.ABS, operand).isPresent()) {
            return Optional.of(at.tensor(operand));
        }
        return at.argument(UnaryOp.NEGATE, operand)
                .filter(x -> !at.dtype(x).isUnsigned())
                .map(x -> at.tensor(x).abs());
    }

    /// `abs(exp(x)) -> exp(x)`, and so on: results that are not negative, nor -0.0.
    private static Optional<Tensor> dropAbsOfPositive(Op op, Site at) {
        Value operand = op.operands().getFirst();
        boolean positive =
                switch (at.producer(operand)) {
                    case Op.Unary(UnaryOp kind, Value _) ->
                            kind == UnaryOp.EXP
                                    || kind == UnaryOp.EXP2
                                    || kind == UnaryOp.SIGMOID
                                    || kind == UnaryOp.SOFTPLUS
                                    || kind == UnaryOp.ERFC
                                    || kind == UnaryOp.COSH;
                    case Op.Binary(BinaryOp kind, Value left, Value right) ->
                            kind == BinaryOp.MULTIPLY && left.equals(right) && at.isFloat(left);
                    case Op _ -> false;
                };
        return positive ? Optional.of(at.tensor(operand)) : Optional.empty();
    }

    /// `floor(ceil(x)) -> ceil(x)`: what has no fraction stays.
    private static Optional<Tensor> dropSecondRounding(Op op, Site at) {
        Value operand = op.operands().getFirst();
        return at.producer(operand) instanceof Op.Unary(UnaryOp kind, Value _)
                        && INTEGRAL.contains(kind)
                ? Optional.of(at.tensor(operand))
                : Optional.empty();
    }

    /// `min(x, x) -> x`, `max(x, x) -> x`, `x & x -> x`, `x | x -> x`.
    private static Optional<Tensor> idempotent(Op op, Site at) {
        return op.operands().get(0).equals(op.operands().get(1))
                ? Optional.of(at.tensor(op.operands().getFirst()))
                : Optional.empty();
    }

    /// `x - x -> 0`, `x ^ x -> 0`, `x * 0 -> 0`, `x & 0 -> 0`; not on floats, where x may be NaN or
    /// infinite.
    private static Optional<Tensor> integerZero(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || at.isFloat(left)) {
            return Optional.empty();
        }
        boolean differs = kind == BinaryOp.SUBTRACT || kind == BinaryOp.XOR;
        boolean zero = differs ? left.equals(right) : at.is(right, 0) || at.is(left, 0);
        return zero ? Optional.of(at.everywhere(0, left)) : Optional.empty();
    }

    /// `x & true -> x`, `x | true -> true`.
    private static Optional<Tensor> truthIdentities(Op op, Site at) {
        if (!(op instanceof Op.Binary binary) || at.dtype(binary.left()) != DType.BOOL) {
            return Optional.empty();
        }
        return at.beside(1, binary)
                .map(
                        other ->
                                binary.kind() == BinaryOp.AND
                                        ? at.tensor(other)
                                        : at.everywhere(1, other));
    }
}
