package dev.komodo.math;

import dev.komodo.loop.Expr;

/// An unevaluated sum of two floats: about twice the precision of one.
///
/// @param high the sum, rounded
/// @param low what the rounding lost, much smaller
record DoubleWord(Expr high, Expr low) {}
