/// Probability distributions, parameter transforms, and models made of both.
///
/// - **For**: Bayesian models: log-densities with every normalising constant, samples, smooth maps
///   between bounded parameters and all of R^d, and the log-density of a model with its gradient as
///   one graph.
/// - **In and out**: [dev.komodo.graph.Tensor]s and numbers in, tensors out; a [Model] gives
///   [dev.komodo.graph.Graph]s.
/// - **Invariants**: distributions and transforms are immutable values and build ordinary nodes.
///   Parameters broadcast. A variate outside the support has log-density -inf; a parameter outside
///   its domain gives NaN, and so does a variate that is NaN. Nothing is dropped from a
///   log-density: `exp` of it integrates (or sums) to 1. Formulas keep their accuracy over the
///   whole range of their arguments, as each describes.
/// - **Importers**: users, and the front door; this package imports `graph`, `library`, `autodiff`
///   and `error`.
/// - **Start at** [Distribution] and [Normal], then [Transform] and [Model].
@NullMarked
package dev.komodo.distribution;

import org.jspecify.annotations.NullMarked;
