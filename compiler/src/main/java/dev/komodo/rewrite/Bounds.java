package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

/// What is known about the range of values: what a number bounds. Stable forms take their arguments
/// within the range where they are good; a rule that leaves such arguments alone does not fire on
/// what it made.
final class Bounds {
    private Bounds() {}

    /// Whether no element is above the number; NaN counts as none.
    static boolean isAtMost(Value value, double number, Site at) {
        return at.binary(BinaryOp.MINIMUM, value)
                        .filter(
                                op ->
                                        isNumber(op.left(), -number, -1, at)
                                                || isNumber(op.right(), -number, -1, at))
                        .isPresent()
                || at.argument(UnaryOp.NEGATE, value)
                        .filter(inner -> isAtLeast(inner, -number, at))
                        .isPresent();
    }

    /// Whether no element is below the number; NaN counts as none.
    static boolean isAtLeast(Value value, double number, Site at) {
        return at.binary(BinaryOp.MAXIMUM, value)
                        .filter(
                                op ->
                                        isNumber(op.left(), number, 1, at)
                                                || isNumber(op.right(), number, 1, at))
                        .isPresent()
                || at.argument(UnaryOp.NEGATE, value)
                        .filter(inner -> isAtMost(inner, -number, at))
                        .isPresent();
    }

    /// Whether the value is a number that, times the sign, is not below the limit: but for the
    /// rounding of the limit to the dtype of the value.
    private static boolean isNumber(Value value, double limit, int sign, Site at) {
        double slack = Math.abs(limit) * 0x1p-7;
        return at.number(value).filter(found -> sign * found >= limit - slack).isPresent();
    }
}
