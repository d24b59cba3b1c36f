/// Composite functions over tensors: what is not an op of the language but a few of them.
///
/// - **For**: the functions of models and statistics, each with its formula and source. They build
///   ordinary nodes; fusing them is the schedule's business.
/// - **In and out**: [dev.komodo.graph.Tensor]s in and out, of float dtypes unless a function says
///   otherwise.
/// - **Invariants**: results keep the dtype of the first argument unless a function says otherwise;
///   shapes are in each function's description; forms are the numerically stable ones. Nothing has
///   a state: random numbers are functions of a key ([Random]).
/// - **Importers**: `interp` and everything right of it, and users; this one imports `graph` and
///   `error`.
/// - **Start at** [Normalization].
@NullMarked
package dev.komodo.library;

import org.jspecify.annotations.NullMarked;
