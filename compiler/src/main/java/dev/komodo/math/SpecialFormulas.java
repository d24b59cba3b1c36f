package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

/// Special functions that are written for f64 only: f32 is computed in it, and rounded once.
final class SpecialFormulas {
    private SpecialFormulas() {}

    /// A function of one operand.
    static Expr of(UnaryOp kind, Formula f, Expr x) {
        if (!f.isSingle()) {
            return twofold(kind, f, x);
        }
        Formula wide = new Formula(f.block(), f.type().with(DType.F64));
        Expr operand = wide.let("wide", Expressions.cast(x, DType.F64));
        return f.let("narrow", Expressions.cast(twofold(kind, wide, operand), DType.F32));
    }

    private static Expr twofold(UnaryOp kind, Formula f, Expr x) {
        return switch (kind) {
            case GAMMA -> Gamma.gamma(f, x);
            case TRIGAMMA -> Trigamma.trigamma(f, x);
            case ERF_INVERSE -> ErrorInverse.ofErf(f, x);
            case ERFC_INVERSE -> ErrorInverse.ofErfc(f, x);
            case BESSEL_J0 -> OscillatingBessel.first(f, x, 0);
            case BESSEL_J1 -> OscillatingBessel.first(f, x, 1);
            case BESSEL_I0 -> ModifiedBessel.first(f, x, 0, false);
            case BESSEL_I1 -> ModifiedBessel.first(f, x, 1, false);
            case BESSEL_I0_SCALED -> ModifiedBessel.first(f, x, 0, true);
            case BESSEL_I1_SCALED -> ModifiedBessel.first(f, x, 1, true);
            default -> throw new IllegalArgumentException(kind + " has formulas of its own");
        };
    }
}
