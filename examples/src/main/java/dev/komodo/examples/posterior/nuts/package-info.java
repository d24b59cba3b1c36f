/// The No-U-Turn sampler in plain Java, for any density with a gradient.
///
/// - **For**: drawing from a density on all of R^d: multinomial NUTS with the generalised U-turn
///   criterion and its checks across subtrees, dual averaging of the step size, a diagonal metric
///   estimated in windows that double.
/// - **In**: a [LogDensity], a start, settings, a generator of random numbers. **Out**: draws and
///   what the sampler met at each, one at a time.
/// - **Invariants**: nothing is allocated per gradient; equal seeds give equal draws, whatever the
///   number of threads or processes.
/// - **Importers**: `chains`, and programs that need the sampler alone.
/// - **Start at** [Chain].
///
/// Sources: M. D. Hoffman, A. Gelman, "The No-U-Turn Sampler", JMLR 15 (2014), called HG14 here; M.
/// Betancourt, "A Conceptual Introduction to Hamiltonian Monte Carlo", arXiv:1701.02434 (2017),
/// appendix A, called B17.
@NullMarked
package dev.komodo.examples.posterior.nuts;

import org.jspecify.annotations.NullMarked;
