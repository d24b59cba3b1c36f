package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;

/// The cube root: the exponent by three, a polynomial for the rest, Newton's iteration, whose last
/// step takes the residual `m - y^3` from exact products.
final class CubeRoot {
    /// `m^(1/3)` on [sqrt(1/2), sqrt 2], error 2^-13.7 relative.
    private static final List<Double> START_F32 =
            List.of(0x1.f85274p-2, 0x1.7abee2p-1, -0x1.295d72p-2, 0x1.dcfb32p-5);

    /// The same, error 2^-22.5.
    private static final List<Double> START_F64 =
            List.of(
                    0x1.97e9a47577243p-2,
                    0x1.3273dbb6fa6d4p0,
                    -0x1.2fe35ec527f2cp0,
                    0x1.f13921842a2c5p-1,
                    -0x1.079fd42f1b644p-1,
                    0x1.3f02940397308p-3,
                    -0x1.4df85343e3483p-6);

    private CubeRoot() {}

    /// The cube root; zeros, infinities and NaN are their own.
    static Expr cbrt(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        Logarithm.Parts parts = Logarithm.parts(f, magnitude);
        double magic = f.pick(0x1.8p23, 0x1.8p52);
        Expr shifted = f.fma(parts.exponent(), f.number(1.0 / 3), f.number(magic));
        Expr third = f.subtract(shifted, f.number(magic));
        Expr rest = f.fma(third, f.number(-3), parts.exponent());
        Expr isBelow = f.less(rest, f.number(0));
        Expr isAbove = f.less(f.number(0), rest);
        Expr mantissa = f.add(parts.fraction(), f.number(1));
        Expr operand = f.multiply(mantissa, choose(f, isBelow, isAbove, 0.5, 2));
        Expr start =
                f.multiply(
                        f.polynomial(f.isSingle() ? START_F32 : START_F64, mantissa),
                        choose(f, isBelow, isAbove, Math.cbrt(0.5), Math.cbrt(2)));
        Expr root = f.isSingle() ? start : step(f, start, operand);
        Expr exponent = f.integer(BinaryKind.SUBTRACT, f.bits(shifted), f.bitsOf(magic) - f.bias());
        Expr scaled = f.multiply(step(f, root, operand), Exponential.powerOfTwo(f, exponent));
        Expr isOrdinary =
                Expressions.and(
                        f.less(magnitude, f.number(Double.POSITIVE_INFINITY)),
                        f.less(f.number(0), magnitude));
        return f.select(isOrdinary, f.copySign(scaled, x), x);
    }

    private static Expr choose(Formula f, Expr isBelow, Expr isAbove, double below, double above) {
        Expr upper = Expressions.select(isAbove, f.number(above), f.number(1));
        return f.select(isBelow, f.number(below), upper);
    }

    /// `y + (m - y^3) / (3 y^2)`.
    private static Expr step(Formula f, Expr y, Expr m) {
        DoubleWord square = f.twoProduct(y, y);
        Expr residual = f.fnma(y, square.low(), f.fnma(y, square.high(), m));
        return f.add(y, f.divide(residual, f.multiply(square.high(), f.number(3))));
    }
}
