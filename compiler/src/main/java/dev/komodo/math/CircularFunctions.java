package dev.komodo.math;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// Sine and cosine over the whole range.
///
/// f32 is computed in f64: `x / (2 pi)` is reduced modulo 1 exactly, one word of 1 / (2 pi) after
/// the other: a word's product with x is exact, and what earlier words left is below its last bit's
/// reach, so `fma` and the subtraction of the nearest integer lose nothing until the sum is its own
/// fraction. No branch, no table. f64 is in [CircularTwofold].
final class CircularFunctions {
    /// `sin(2 pi t) / t` in t^2 on |t| <= 1/4, error 2^-35.4 relative.
    private static final List<Double> SINE_OF_TURNS =
            List.of(
                    0x1.921fb5441e4acp2,
                    -0x1.4abbce4f1a3bbp5,
                    0x1.466bbfc253846p6,
                    -0x1.32d11202a1244p6,
                    0x1.500ff81bc75f2p5,
                    -0x1.cc345f193fff0p3);

    private CircularFunctions() {}

    /// Sine.
    static Expr sin(Formula f, Expr x) {
        if (!f.isSingle()) {
            return CircularTwofold.sin(f, x);
        }
        Formula wide = wide(f);
        Expr turns = turns(wide, Expressions.cast(x, DType.F64));
        Expr magnitude = wide.abs(turns);
        Expr folded = wide.subtract(wide.number(0.5), magnitude);
        Expr nearest = wide.select(Expressions.less(folded, magnitude), folded, magnitude);
        Expr sine = wide.xorSign(sineOfTurns(wide, nearest), turns);
        Expr isZero = f.equal(x, f.number(0));
        return f.select(isZero, x, Expressions.cast(sine, DType.F32));
    }

    /// Cosine: the sine of a quarter turn less |x|.
    static Expr cos(Formula f, Expr x) {
        if (!f.isSingle()) {
            return CircularTwofold.cos(f, x);
        }
        Formula wide = wide(f);
        Expr turns = turns(wide, Expressions.cast(x, DType.F64));
        Expr complement = wide.subtract(wide.number(0.25), wide.abs(turns));
        return f.let("cosine", Expressions.cast(sineOfTurns(wide, complement), DType.F32));
    }

    private static Formula wide(Formula f) {
        return new Formula(f.block(), f.type().with(DType.F64));
    }

    /// `x / (2 pi)` modulo 1, in [-1/2, 1/2]; NaN for what is not finite.
    private static Expr turns(Formula f, Expr x) {
        Expr operand = f.let("wide", x);
        Expr turns = f.number(0);
        for (Double word : TurnDigits.SINGLE) {
            Expr sum =
                    turns instanceof Expr.Constant
                            ? f.multiply(operand, f.number(word))
                            : f.fma(operand, f.number(word), turns);
            turns = f.subtract(sum, Expressions.unary(UnaryKind.ROUND_EVEN, sum));
        }
        return turns;
    }

    /// `sin(2 pi t)` for |t| <= 1/4.
    private static Expr sineOfTurns(Formula f, Expr t) {
        return f.multiply(t, f.polynomial(SINE_OF_TURNS, f.multiply(t, t)));
    }
}
