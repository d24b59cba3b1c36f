/// Elementwise functions as loop expressions: what a machine has no instruction for.
///
/// - **For**: exponentials, logarithms, circular and hyperbolic functions, the error function and
///   powers, written once over [dev.komodo.loop.Expr] for any number of lanes, so that the loop
///   interpreter and the emitted code agree bit for bit.
/// - **In and out**: a graph op and its operands as expressions in; an expression out, its common
///   parts bound by lets in the caller's block.
/// - **Invariants**: straight-line and branch-free: lets only, so a formula may be the body of a
///   pure function (but for a few, see [VectorMath#isStraightLine]); no memory is touched; `fma`
///   stands where a product is to be fused and nowhere else; the result depends on the lane's own
///   operands only. f16 is computed in f32 and rounded once.
/// - **Importers**: `schedule`, `contract` and what stands right of them; this package imports
///   `graph`, `loop` and `error`.
/// - **Start at** [VectorMath]; accuracy is tabulated in `docs/accuracy.md`.
///
/// The polynomials are minimax fits of our own (Remez exchange in 60 digits, weighted by the
/// function's magnitude); each class names the function, the interval and the error of its fits.
/// The reductions follow W. J. Cody and W. Waite, "Software Manual for the Elementary Functions"
/// (1980), M. Payne and R. Hanek, "Radian reduction for trigonometric functions" (1983), and J.-M.
/// Muller, "Elementary Functions" (2016); the exact sums and products follow T. J. Dekker (1971)
/// and D. E. Knuth, "The Art of Computer Programming", volume 2.
@NullMarked
package dev.komodo.math;

import org.jspecify.annotations.NullMarked;
