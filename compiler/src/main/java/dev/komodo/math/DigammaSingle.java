package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// The logarithmic derivative of the gamma function for f32, in f64, as [DigammaTwofold] computes
/// it, but with the digits that an f32 can show. Beside the zeros at negative operands the result
/// is off by 2^-31.
final class DigammaSingle {
    /// `digamma(ZERO + v) / v` on [1 - ZERO, 2 - ZERO], error 2^-33.1 relative.
    private static final List<Double> NEAR =
            List.of(
                    0x1.ef72bc8e2e286p-1,
                    -0x1.c563b52bc78e4p-2,
                    0x1.08b42b1dcb2c5p-2,
                    -0x1.4fc14e497ae33p-3,
                    0x1.b9a43f6822b35p-4,
                    -0x1.27b2dd3f32ae7p-4,
                    0x1.9003350db5976p-5,
                    -0x1.10963b649f214p-5,
                    0x1.6f1432275bd06p-6,
                    -0x1.ddf4827be9ca7p-7,
                    0x1.6aaf82b68b00dp-7,
                    -0x1.4b4908bebd22fp-7,
                    0x1.56d08bc345e3p-8);

    /// `T(w)` with `digamma(z) = log z - 1 / (2 z) - T(1 / z^2) / z^2` for z from 3 on, error
    /// 2^-37.6 relative to the result.
    private static final List<Double> ASYMPTOTIC =
            List.of(
                    0x1.5555542511ee8p-4,
                    -0x1.110cb3628ca9cp-7,
                    0x1.02ad96520821ap-8,
                    -0x1.ed95fe6d7d8e6p-9,
                    0x1.df2d94df6dbcdp-9);

    /// `(1 / r - pi cot(pi r)) / r` in r^2 for |r| up to 1/2, error 2^-32.
    private static final List<Double> COTANGENT =
            List.of(
                    0x1.a51a6625b1d0ep1,
                    0x1.1513216ea1019p1,
                    0x1.047118b258e46p1,
                    0x1.00f74f5ea7651p1,
                    0x1.01ca646143adap1,
                    0x1.de680dd0afad5p0,
                    0x1.6a91bcb4041b5p1,
                    -0x1.e2dad015f10d7p-1,
                    0x1.c28736f599378p2);

    private DigammaSingle() {}

    /// The derivative of `log |gamma(x)|`.
    static Expr digamma(Formula f, Expr x) {
        Formula wide = new Formula(f.block(), f.type().with(DType.F64));
        Expr operand = wide.let("wide", Expressions.cast(x, DType.F64));
        Expr isReflected = wide.less(operand, wide.number(-0.5));
        Expr z = wide.select(isReflected, wide.negate(operand), operand);
        Expr chosen =
                Lanes.replaced(
                                wide,
                                isReflected,
                                List.of(positive(wide, z)),
                                (pen, value) -> List.of(reflected(pen, z, value.getFirst())))
                        .getFirst();
        return f.let("digamma", Expressions.cast(chosen, DType.F32));
    }

    private static Expr positive(Formula f, Expr z) {
        Expr floor = f.let("floor", Expressions.unary(UnaryKind.FLOOR, z));
        Expr isFar = DigammaTwofold.isFar(f, floor);
        Expr numerator = DigammaTwofold.numerator(f, floor, f.fma(z, f.number(2), f.number(1)));
        Expr denominator = DigammaTwofold.denominator(f, z, floor, f.fma(z, z, z));
        Expr inverse = f.divide(numerator, denominator);
        Expr shifted = f.add(f.subtract(z, floor), f.number(1));
        Expr zero = f.number(DigammaTwofold.ZERO_HIGH);
        Expr isOwn = f.equal(floor, f.number(1));
        Expr fromZero = f.subtract(f.select(isOwn, z, shifted), zero);
        Expr v = f.subtract(fromZero, f.number(DigammaTwofold.ZERO_LOW));
        Expr near = f.fma(v, f.polynomial(NEAR, v), f.negate(inverse));
        Expr w = f.multiply(inverse, inverse);
        Expr logarithm = ShortLogarithm.of(f, z);
        Expr half = f.fma(inverse, f.number(-0.5), logarithm);
        Expr far = f.fnma(w, f.polynomial(ASYMPTOTIC, w), half);
        Expr isFinite = f.less(z, f.number(Double.POSITIVE_INFINITY));
        return f.select(isFar, f.select(isFinite, far, z), near);
    }

    /// `digamma(z) + 1 / z + pi cot(pi z)`; NaN at the poles.
    private static Expr reflected(Formula f, Expr z, Expr positive) {
        Expr r = f.subtract(z, Expressions.unary(UnaryKind.ROUND_EVEN, z));
        Expr inverse = f.divide(f.number(1), z);
        Expr steep = f.divide(f.number(1), r);
        Expr cotangent = f.fnma(r, f.polynomial(COTANGENT, f.multiply(r, r)), steep);
        Expr isBetween = f.less(f.number(0), f.abs(r));
        Expr value = f.add(f.add(positive, inverse), cotangent);
        return f.select(isBetween, value, f.number(Double.NaN));
    }
}
