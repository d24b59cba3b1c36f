/// Discrete Fourier transforms: the plan of a length, roots of unity, and the loops of one step.
///
/// - **For**: writing what a transform does to lines in memory, for any length and any target.
/// - **In and out**: a length in, a [FourierPlan] out; functions of the loop language for its steps
///   ([StageFunction], [ZippedStage], [HalfSpectrum], [ProductFunction]) and loops that fill tables
///   of roots ([RootLoops]).
/// - **Invariants**: the numbers depend on the length and the dtype alone: radices, tables and the
///   order of operations are the same for every target, layout, width of vectors and number of
///   threads. The code of a program grows with the number of different radices, not with lengths.
/// - **Importers**: `schedule`; this package imports `graph` and `loop`.
/// - **Start at** [FourierPlan], then [StageFunction].
///
/// ## The way
///
/// A length whose prime factors are at most 13 is cut into radices; each stage is a pass over all
/// elements, from one memory to another, in the order of T. G. Stockham, which sorts on the way (C.
/// Van Loan, "Computational frameworks for the fast Fourier transform", 1992, 1.7; W. T. Cochran
/// and others, "What is the fast Fourier transform?", Proceedings of the IEEE 55, 1967). With `n =
/// r m s` elements, of which stages before have taken `s`:
///
/// ```
/// y[q + s (r p + k)] = w^(p k) sum over j < r of x[q + s (p + j m)] exp(-2 pi i j k / r)
///                      for q < s, p < m, k < r, with w = exp(-2 pi i / (r m))
/// ```
///
/// Lanes run along `q`. Where `s` is too small they run along `p` and `q` as one, and results are
/// zipped on their way to memory ([ZippedStage]). Columns of a matrix are more of `q`.
///
/// Other lengths are convolutions with a chirp, by transforms of a length `m >= 2 n - 1` that is
/// easy (L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier
/// transform", IEEE Transactions on Audio and Electroacoustics 18, 1970). Inverse transforms
/// exchange real and imaginary parts before and after. Real signals of even length are complex ones
/// of half the length ([HalfSpectrum]).
///
/// ## Accuracy
///
/// Roots are rounded once from 100 bits. The error of a transform, relative to the norm of its
/// result, is `O(eps log n)` at most and about `eps sqrt(log n)` as a rule (W. M. Gentleman, G.
/// Sande, "Fast Fourier transforms: for fun and profit", AFIPS 29, 1966; N. J. Higham, "Accuracy
/// and stability of numerical algorithms", 2nd edition, 2002, theorem 24.2).
@NullMarked
package dev.komodo.fourier;

import org.jspecify.annotations.NullMarked;
