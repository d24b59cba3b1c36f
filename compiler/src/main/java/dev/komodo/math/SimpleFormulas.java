package dev.komodo.math;

import dev.komodo.graph.CompareOp;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

/// What needs a few exact operations only: signs, classes, modulo, powers of integers.
final class SimpleFormulas {
    private SimpleFormulas() {}

    /// -1, 0 or 1; a float's NaN and zeros stay themselves.
    static Expr sign(Expr x) {
        Expr zero = Expressions.number(x.type(), 0);
        Expr negative =
                Expressions.select(Expressions.less(x, zero), Expressions.number(x.type(), -1), x);
        return Expressions.select(
                Expressions.less(zero, x), Expressions.number(x.type(), 1), negative);
    }

    /// Whether |x| is infinite.
    static Expr isInfinite(Expr x) {
        return Expressions.equal(
                Expressions.unary(UnaryKind.ABS, x),
                Expressions.number(x.type(), Double.POSITIVE_INFINITY));
    }

    /// The remainder with the divisor's sign; a float zero has the divisor's sign too (as in Python
    /// and NumPy).
    static Expr floorModulo(BlockBuilder block, Expr a, Expr b) {
        if (a.type().dtype().isUnsigned()) {
            return Expressions.remainder(a, b);
        }
        Expr zero = Expressions.number(a.type(), 0);
        Expr remainder = block.let("remainder", Expressions.remainder(a, b));
        Expr isZero = Expressions.equal(remainder, zero);
        Expr otherSigns =
                Expressions.binary(
                        BinaryKind.XOR,
                        Expressions.less(remainder, zero),
                        Expressions.less(b, zero));
        Expr moved = Expressions.select(otherSigns, Expressions.add(remainder, b), remainder);
        if (a.type().dtype().isInteger()) {
            return Expressions.select(isZero, remainder, moved);
        }
        Formula formula = new Formula(block, a.type());
        return Expressions.select(isZero, formula.copySign(zero, b), moved);
    }

    /// `a` to the power `b` by squaring, modulo 2^width; a negative exponent gives 0 unless |a| is
    /// 1. The exponent's lowest bit is right for |a| = 1 whatever its sign.
    static Expr integerPower(BlockBuilder block, Expr a, Expr b) {
        LoopType type = a.type();
        Expr zero = Expressions.integer(type, 0);
        Expr one = Expressions.integer(type, 1);
        Expr power = one;
        Expr square = a;
        boolean isUnsigned = type.dtype().isUnsigned();
        int bits = type.dtype().width() - (isUnsigned ? 0 : 1);
        for (int i = 0; i < bits; i++) {
            Expr bit = Expressions.and(b, Expressions.integer(type, 1L << i));
            Expr factor =
                    Expressions.select(
                            Expressions.compare(CompareOp.NOT_EQUAL, bit, zero), square, one);
            power = block.let("power", Expressions.multiply(power, factor));
            if (i + 1 < bits) {
                square = block.let("square", Expressions.multiply(square, square));
            }
        }
        if (isUnsigned) {
            return power;
        }
        Expr isUnit =
                Expressions.or(
                        Expressions.equal(a, one),
                        Expressions.equal(a, Expressions.integer(type, -1)));
        Expr vanishes =
                Expressions.and(
                        Expressions.less(b, zero), Expressions.unary(UnaryKind.NOT, isUnit));
        return Expressions.select(vanishes, zero, power);
    }
}
