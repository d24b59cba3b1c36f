package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// The logarithm of the gamma function's magnitude for f32, in f64, as [LogGammaTwofold] computes
/// it, but with the digits that an f32 can show. Beside the zeros at negative operands the result
/// is off by 2^-33 of the terms that cancel there.
final class LogGammaSingle {
    /// `lgamma(2 + t) / t` on [-1/2, 1/2], error 2^-34.9 relative.
    private static final List<Double> NEAR =
            List.of(
                    0x1.b0ee60722c1bcp-2,
                    0x1.4a34cc4e7552ep-2,
                    -0x1.13e00219cfd5ep-4,
                    0x1.51321616320a2p-6,
                    -0x1.e403fb9d5c9c4p-8,
                    0x1.7aebfe97b913p-9,
                    -0x1.38e010b9c828ap-10,
                    0x1.0924b205ff20ep-11,
                    -0x1.cab240ee028bbp-13,
                    0x1.e1e32207a4ae7p-14,
                    -0x1.d79ce8645b0bbp-15);

    /// `S(w)` with `lgamma(z) = (z - 1/2) log z - z + log(2 pi) / 2 + S(1 / z^2) / z` for z from
    /// 3.5 on, error 2^-41.3 relative to the result.
    private static final List<Double> STIRLING =
            List.of(
                    0x1.555555554e966p-4,
                    -0x1.6c1676a08d812p-9,
                    0x1.9fb8b639bee1ap-11,
                    -0x1.2c9c38e9b20d3p-11,
                    0x1.1c1205a191c07p-11);

    /// `sin(pi r) / r` in r^2 for |r| up to 1/2, error 2^-35.5 relative.
    private static final List<Double> SINE =
            List.of(
                    0x1.921fb5441e52fp1,
                    -0x1.4abbce4f1c748p2,
                    0x1.466bbfc29417p1,
                    -0x1.32d1120690beep-1,
                    0x1.500ff8000f21bp-4,
                    -0x1.cc34502c3b5b3p-8);

    private static final double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1;
    private static final double LOG_PI = 0x1.250d048e7a1bdp0;

    private LogGammaSingle() {}

    /// `log |gamma(x)|`.
    static Expr logGamma(Formula f, Expr x) {
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
        Expr isPole = wide.equal(operand, wide.number(0));
        Expr result = wide.select(isPole, wide.number(Double.POSITIVE_INFINITY), chosen);
        return f.let("log_gamma", Expressions.cast(result, DType.F32));
    }

    private static Expr positive(Formula f, Expr z) {
        Expr whole = f.let("whole", Expressions.unary(UnaryKind.ROUND_EVEN, z));
        Expr t = f.subtract(z, whole);
        Expr factor = f.abs(LogGammaTwofold.factor(f, z, whole, f.fma(z, z, z)));
        Expr logarithm = ShortLogarithm.of(f, factor);
        Expr signed = LogGammaTwofold.signed(f, z, logarithm);
        Expr near = f.fma(t, f.polynomial(NEAR, t), signed);
        Expr inverse = f.divide(f.number(1), z);
        Expr series = f.polynomial(STIRLING, f.multiply(inverse, inverse));
        Expr rest = f.fma(inverse, series, f.number(HALF_LOG_TWO_PI));
        Expr half = f.fma(logarithm, f.number(-0.5), rest);
        Expr far = f.fma(z, f.subtract(logarithm, f.number(1)), half);
        return f.select(LogGammaTwofold.isNear(f, z), near, far);
    }

    /// `log pi - log(z |sin(pi z)|) - lgamma(z)`; infinite at the poles.
    private static Expr reflected(Formula f, Expr z, Expr positive) {
        Expr r = f.abs(f.subtract(z, Expressions.unary(UnaryKind.ROUND_EVEN, z)));
        Expr sine = f.multiply(r, f.polynomial(SINE, f.multiply(r, r)));
        Expr logarithm = ShortLogarithm.of(f, f.multiply(z, sine));
        Expr value = f.subtract(f.subtract(f.number(LOG_PI), logarithm), positive);
        Expr isBetween = f.less(f.number(0), r);
        return f.select(isBetween, value, f.number(Double.POSITIVE_INFINITY));
    }
}
