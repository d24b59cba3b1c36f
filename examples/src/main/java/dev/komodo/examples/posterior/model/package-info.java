/// What is sampled.
///
/// - **For**: the agreement between those who write a model and those who sample it.
/// - **In**: a model's graphs. **Out**: a [Posterior].
/// - **Invariants**: a position is a vector of R^d; all that a chain needs stands in the graphs.
/// - **Importers**: programs, and `chains`.
/// - **Start at** [Posterior].
@NullMarked
package dev.komodo.examples.posterior.model;

import org.jspecify.annotations.NullMarked;
