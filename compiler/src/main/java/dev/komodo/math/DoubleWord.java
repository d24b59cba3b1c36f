package dev.komodo.math;

import dev.komodo.loop.Expr;

/// An unevaluated sum of two floats: about twice the precision of one.
///
/// @param high the sum, rounded
/// @param low what the rounding lost, much smaller
record DoubleWord(Expr high, Expr low) {
    /// A quotient. The high part is that of the high parts, correctly rounded: where the residual
    /// underflows, that is what remains.
    static DoubleWord quotient(Formula f, DoubleWord numerator, DoubleWord denominator) {
        Expr estimate = f.divide(numerator.high(), denominator.high());
        Expr error = f.fnma(estimate, denominator.high(), numerator.high());
        Expr rest = f.fnma(estimate, denominator.low(), f.add(error, numerator.low()));
        return new DoubleWord(estimate, f.divide(rest, denominator.high()));
    }

    /// A square root; of 0 it is 0.
    static DoubleWord squareRoot(Formula f, DoubleWord square) {
        Expr root = f.squareRoot(square.high());
        Expr rest = f.add(f.fnma(root, root, square.high()), square.low());
        Expr low = f.divide(rest, f.add(root, root));
        return new DoubleWord(root, f.select(f.equal(root, f.number(0)), f.number(0), low));
    }
}
