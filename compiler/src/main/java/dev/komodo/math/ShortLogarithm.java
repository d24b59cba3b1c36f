package dev.komodo.math;

import dev.komodo.loop.Expr;

import java.util.List;

/// The natural logarithm in f64 to 35 bits: what a function of f32 that is computed in f64 needs.
final class ShortLogarithm {
    /// `log(1 + f) / f` on [sqrt(1/2) - 1, sqrt 2 - 1], error 2^-35.8 relative.
    private static final List<Double> SERIES =
            List.of(
                    0x1.ffffffffe1216p-1,
                    -0x1.0000000286654p-1,
                    0x1.5555560126eddp-2,
                    -0x1.fffff80f18f43p-3,
                    0x1.9998fa1c5092fp-3,
                    -0x1.5556c893e4dd2p-3,
                    0x1.24adecd1b0a1dp-3,
                    -0x1.ffe5a67ef63dbp-4,
                    0x1.c2c4ca90f1b5ep-4,
                    -0x1.967086981e209p-4,
                    0x1.9af5034e31082p-4,
                    -0x1.958a26aadbbe1p-4,
                    0x1.b7568054fad54p-5);

    private static final double LN2 = 0x1.62e42fefa39efp-1;

    private ShortLogarithm() {}

    /// `log x`, relative to its value also near 1.
    ///
    /// @param f of f64
    /// @param x a positive normal number; anything else gives finite garbage
    static Expr of(Formula f, Expr x) {
        Logarithm.Parts parts = Logarithm.parts(f, x, f.number(0));
        Expr small = f.multiply(parts.fraction(), f.polynomial(SERIES, parts.fraction()));
        return f.fma(parts.exponent(), f.number(LN2), small);
    }
}
