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

    /// A product, within 2 or 3 units of the last place of the low part.
    static DoubleWord product(Formula f, DoubleWord a, DoubleWord b) {
        DoubleWord product = f.twoProduct(a.high(), b.high());
        Expr low = f.fma(a.high(), b.low(), product.low());
        return new DoubleWord(product.high(), f.fma(a.low(), b.high(), low));
    }

    /// The parts, each chosen by a condition.
    static DoubleWord select(Formula f, Expr condition, DoubleWord whenTrue, DoubleWord whenFalse) {
        return new DoubleWord(
                f.select(condition, whenTrue.high(), whenFalse.high()),
                f.select(condition, whenTrue.low(), whenFalse.low()));
    }

    /// A square root; of 0 it is 0.
    static DoubleWord squareRoot(Formula f, DoubleWord square) {
        Expr root = f.squareRoot(square.high());
        Expr rest = f.add(f.fnma(root, root, square.high()), square.low());
        Expr low = f.divide(rest, f.add(root, root));
        return new DoubleWord(root, f.select(f.equal(root, f.number(0)), f.number(0), low));
    }
}
