package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;

import java.util.List;

/// `2^x = 2^n (1 + r P(r))` with n the nearest integer, so that r is exact and powers of integers
/// are.
final class PowerOfTwo {
    /// `(2^r - 1) / r` on |r| <= 1/2, error 2^-32.0 relative to 2^r.
    private static final List<Double> SERIES_F32 =
            List.of(
                    0x1.62e43p-1,
                    0x1.ebfbep-3,
                    0x1.c6b056p-5,
                    0x1.3b2a1cp-7,
                    0x1.5dc05ap-10,
                    0x1.443fb6p-13,
                    0x1.c04562p-17);

    /// The same, error 2^-63.9.
    private static final List<Double> SERIES_F64 =
            List.of(
                    0x1.62e42fefa39efp-1,
                    0x1.ebfbdff82c58fp-3,
                    0x1.c6b08d704a0d6p-5,
                    0x1.3b2ab6fba4ea8p-7,
                    0x1.5d87fe78a12ecp-10,
                    0x1.430912f859906p-13,
                    0x1.ffcbfc7acd655p-17,
                    0x1.62c0229a70aeep-20,
                    0x1.b524d0d553b03p-24,
                    0x1.e4cd9d70af9efp-28,
                    0x1.ea1443169ffa1p-32,
                    0x1.c6d9813c9c51p-36);

    private PowerOfTwo() {}

    /// 2 to the x. Clamped where the result has long been 0 or infinity.
    static Expr exp2(Formula f, Expr x) {
        Expr bounded = f.atLeast(f.atMost(x, f.pick(129, 1025)), f.pick(-151, -1077));
        double magic = f.pick(0x1.8p23, 0x1.8p52);
        Expr shifted = f.add(bounded, f.number(magic));
        Expr r = f.subtract(bounded, f.subtract(shifted, f.number(magic)));
        Expr biased =
                f.integer(BinaryKind.SUBTRACT, f.bits(shifted), f.bitsOf(magic) - 2L * f.bias());
        Expr series = f.polynomial(f.isSingle() ? SERIES_F32 : SERIES_F64, r);
        return Exponential.scale(f, f.fma(r, series, f.number(1)), biased);
    }
}
