/// The meaning of the graph language, in plain Java.
///
/// - **For**: the reference that rewrites, loops and kernels are checked against, and constant
///   folding. Straightforward, not fast.
/// - **In and out**: a verified [dev.komodo.graph.Graph] and [dev.komodo.graph.Literal] arguments
///   in; literals out.
/// - **Invariants**: each operation on floats is computed in double and rounded once to its dtype
///   (f16: to f32, then to f16); sums and products accumulate in double, so they are more accurate
///   than the reduction tree of kernels and compared with a tolerance; integers, comparisons and
///   movement are exact. Failures at run time are [dev.komodo.error.ExecutionException]s that name
///   the status of kernels and the lowest failing flat index.
/// - **Importers**: `rewrite` and everything right of it, and tests; this one imports `graph`,
///   `library` and `error`.
/// - **Start at** [Interpreter].
@NullMarked
package dev.komodo.interp;

import org.jspecify.annotations.NullMarked;
