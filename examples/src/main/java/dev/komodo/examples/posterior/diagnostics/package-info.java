/// How far draws of Markov chains can be trusted.
///
/// - **For**: convergence (R-hat), effective sample sizes and Monte Carlo standard errors of one
///   quantity.
/// - **In**: a quantity's draws, `double[chain][draw]`, all chains equally long. **Out**: a
///   [Summary].
/// - **Invariants**: draws are never changed; a quantity that does not vary has NaN for R-hat and
///   sizes, and errors of 0.
/// - **Importers**: `chains`, `report`, and programs that need diagnostics alone.
/// - **Start at** [Summary].
///
/// Source: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, "Rank-Normalization,
/// Folding, and Localization: An Improved R-hat for Assessing Convergence of MCMC", Bayesian
/// Analysis 16 (2021), called V21 here.
@NullMarked
package dev.komodo.examples.posterior.diagnostics;

import org.jspecify.annotations.NullMarked;
