package dev.komodo.math;

import dev.komodo.loop.Expr;

import java.util.List;

/// `sin(pi r)` for f64, as the reflection formulas of the gamma functions need it.
final class HalfTurns {
    /// `(sin(pi r) / r - pi) / r^2` in r^2 for |r| up to 1/2, error 2^-54.5 relative to the sine.
    private static final List<Double> SINE =
            List.of(
                    -0x1.4abbce625be52p2,
                    0x1.466bc6775aa82p1,
                    -0x1.32d2cce627d1ap-1,
                    0x1.507834854ca3dp-4,
                    -0x1.e3074df531587p-8,
                    0x1.e8f365051699dp-12,
                    -0x1.6f7a5ebba3f78p-16,
                    0x1.9d3682c553063p-21);

    private static final double PI_HIGH = 0x1.921fb54442d18p1;
    private static final double PI_LOW = 0x1.1a62633145c07p-53;

    private HalfTurns() {}

    /// pi.
    static DoubleWord pi(Formula f) {
        return new DoubleWord(f.number(PI_HIGH), f.number(PI_LOW));
    }

    /// `sin(pi r) / r` for |r| up to 1/2.
    static DoubleWord slope(Formula f, Expr r) {
        Expr w = f.multiply(r, r);
        Expr bend = f.multiply(w, f.polynomialByParity(SINE, w, f.multiply(w, w)));
        DoubleWord slope = f.fastTwoSum(f.number(PI_HIGH), bend);
        return new DoubleWord(slope.high(), f.add(slope.low(), f.number(PI_LOW)));
    }
}
