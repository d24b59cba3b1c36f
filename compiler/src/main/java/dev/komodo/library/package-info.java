/// Composite functions over tensors: what is not an op of the language but a few of them.
///
/// - **For**: the functions of models and statistics, each with its formula and source. They build
///   ordinary nodes; fusing them is the schedule's business.
/// - **In and out**: [dev.komodo.graph.Tensor]s in and out, of float dtypes.
/// - **Invariants**: results keep the dtype of the first argument; shapes are in each function's
///   description; forms are the numerically stable ones.
/// - **Importers**: `interp` and everything right of it, and users; this one imports `graph` and
///   `error`.
/// - **Start at** [Normalization].
@NullMarked
package dev.komodo.library;

import org.jspecify.annotations.NullMarked;
