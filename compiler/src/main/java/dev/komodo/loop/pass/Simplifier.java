package dev.komodo.loop.pass;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LaneOps;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Traversal;
import dev.komodo.loop.UnaryKind;

/// Local rules for integer and bool expressions. Every rule keeps all bits (integers wrap); nothing
/// is done to float arithmetic.
///
/// Constants are folded and stand on the right; `x + 0`, `x * 1`, `x / 1`, `x - 0` are `x`; `x *
/// 0`, `x % 1`, `x - x` are 0; `x - c` is `x + -c`; `(x + c) + d` is `x + (c + d)`; `(x * c) * d`
/// is `x * (c * d)`; `and`, `or` and `select` with a constant condition are one of their operands.
final class Simplifier {
    private Simplifier() {}

    /// The simplified expression.
    static Expr simplify(Expr expr) {
        Expr mapped = Traversal.mapOperands(expr, Simplifier::simplify);
        return switch (mapped) {
            case Expr.Unary(UnaryKind kind, Expr.Constant(LoopType type, long bits))
                    when !type.dtype().isFloat() ->
                    new Expr.Constant(type, LaneOps.unary(kind, type.dtype()).applyAsLong(bits));
            case Expr.Binary binary when !binary.type().dtype().isFloat() -> binary(binary);
            case Expr.Compare(
                            var kind,
                            Expr.Constant(LoopType type, long a),
                            Expr.Constant(LoopType _, long b))
                    when !type.dtype().isFloat() ->
                    new Expr.Constant(
                            type.with(DType.BOOL),
                            LaneOps.compare(kind, type.dtype()).applyAsLong(a, b));
            case Expr.Select(Expr.Constant(LoopType _, long bits), Expr whenTrue, Expr whenFalse) ->
                    bits != 0 ? whenTrue : whenFalse;
            case Expr.Cast(Expr.Constant(LoopType type, long bits), DType dtype)
                    when !type.dtype().isFloat() && !dtype.isFloat() ->
                    new Expr.Constant(
                            type.with(dtype), Conversion.of(type.dtype(), dtype).applyAsLong(bits));
            case Expr.Cast(Expr operand, DType dtype) when operand.type().dtype() == dtype ->
                    operand;
            case Expr.Broadcast(Expr.Constant(LoopType type, long bits), int lanes) ->
                    new Expr.Constant(type.withLanes(lanes), bits);
            case Expr.Test(Expr.Constant(LoopType _, long bits), boolean _) ->
                    new Expr.Constant(LoopType.CONDITION, bits);
            case Expr other -> other;
        };
    }

    private static Expr binary(Expr.Binary binary) {
        LoopType type = binary.type();
        BinaryKind kind = binary.kind();
        if (!(binary.right() instanceof Expr.Constant(LoopType _, long right))) {
            return left(binary);
        }
        if (binary.left() instanceof Expr.Constant(LoopType _, long left)) {
            return constant(type, LaneOps.binary(kind, type.dtype()).applyAsLong(left, right));
        }
        Expr x = binary.left();
        return switch (kind) {
            case ADD -> add(x, right);
            case SUBTRACT -> add(x, wrap(type, -right));
            case MULTIPLY -> multiply(x, right);
            case DIVIDE -> right == 1 ? x : binary;
            case REMAINDER ->
                    right == 1 || (right == -1 && !type.dtype().isUnsigned())
                            ? constant(type, 0)
                            : binary;
            case AND -> right == 0 ? constant(type, 0) : right == ones(type) ? x : binary;
            case OR -> right == 0 ? x : right == ones(type) ? constant(type, right) : binary;
            case XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL -> right == 0 ? x : binary;
            case MINIMUM, MAXIMUM -> binary;
        };
    }

    /// A right side that is no constant.
    private static Expr left(Expr.Binary binary) {
        BinaryKind kind = binary.kind();
        if (binary.left() instanceof Expr.Constant && isCommutative(kind)) {
            Expr constant = binary.left();
            return binary(new Expr.Binary(kind, binary.right(), constant));
        }
        boolean isSame = binary.left().equals(binary.right());
        return switch (kind) {
            case SUBTRACT, XOR -> isSame ? constant(binary.type(), 0) : binary;
            case MINIMUM, MAXIMUM, AND, OR -> isSame ? binary.left() : binary;
            case ADD, MULTIPLY, DIVIDE, REMAINDER, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL ->
                    binary;
        };
    }

    private static boolean isCommutative(BinaryKind kind) {
        return switch (kind) {
            case ADD, MULTIPLY, MINIMUM, MAXIMUM, AND, OR, XOR -> true;
            case SUBTRACT, DIVIDE, REMAINDER, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL -> false;
        };
    }

    private static Expr add(Expr x, long constant) {
        LoopType type = x.type();
        if (constant == 0) {
            return x;
        }
        return x instanceof Expr.Binary(BinaryKind kind, Expr y, Expr.Constant(var _, long inner))
                        && kind == BinaryKind.ADD
                ? add(y, wrap(type, inner + constant))
                : new Expr.Binary(BinaryKind.ADD, x, constant(type, constant));
    }

    private static Expr multiply(Expr x, long constant) {
        LoopType type = x.type();
        if (constant == 0 || constant == 1) {
            return constant == 1 ? x : constant(type, 0);
        }
        return x instanceof Expr.Binary(BinaryKind kind, Expr y, Expr.Constant(var _, long inner))
                        && kind == BinaryKind.MULTIPLY
                ? multiply(y, wrap(type, inner * constant))
                : new Expr.Binary(BinaryKind.MULTIPLY, x, constant(type, constant));
    }

    private static long ones(LoopType type) {
        return type.dtype().wrap(-1);
    }

    private static long wrap(LoopType type, long value) {
        return type.dtype().wrap(value);
    }

    private static Expr constant(LoopType type, long bits) {
        return new Expr.Constant(type, bits);
    }
}
