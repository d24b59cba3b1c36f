/// What is computed together, in which order, in which vectors, on which threads, and where it
/// lives: from a graph to loops.
///
/// - **For**: fusion, explicit vectors, parallel splits, the defined reduction tree and the plan of
///   the workspace.
/// - **In and out**: a verified [dev.komodo.graph.Graph] and a [dev.komodo.target.Target] in; a
///   [dev.komodo.loop.LoopProgram] out, with a function for each kernel and an entry that calls
///   them.
/// - **Invariants**: a pure function; the target decides widths and costs, never results; no result
///   depends on the number of workers; every memory access is inside its buffer whatever the
///   arguments are (indices are clamped, and reported by a check of their own).
/// - **Importers**: `pipeline` and the front door; this package imports `graph`, `loop`, `math`,
///   `contract`, `target` and `error`.
/// - **Start at** [dev.komodo.schedule.Scheduler], then `ScopeSchedule` and `Lowering`.
///
/// ## The way
///
/// `Normalize` brings a graph to few forms. `RootChoice` decides which values get a place in
/// memory; all others are computed where they are used, down to what is stored (`Lowering`, by
/// `Index`). `Fusion` brings roots over one space together in kernels. `MapKernel` writes what is
/// computed element by element, `RowKernel` reductions and what surrounds them: passes over a row,
/// in which a row lives in a worker's own scratch memory.
///
/// `AttentionSearch` finds softmaxes of products that are multiplied by values; what lies between
/// the two products has no place in memory then, and `AttentionProduct` computes both at once.
/// Where derivatives use it several times, `ScoreSearch` does the same for large scores: each use
/// computes them anew (`ScoreKernel`).
///
/// `ContractKernel` hands products of matrices to `contract` (integers to `PlainProduct`, those
/// that are conversions of 8 bits, and of bf16, to `DotProduct`: `NarrowValue` recognises `cast x -
/// zero`, which `Normalize` brings to the outside of what moves elements), as views of memory or
/// computed while they are packed, and finishes elements in registers. A right operand that depends
/// on constants only is packed once, by `prepare`, where that pays (`PreparedOperand`).
/// `ConvolveProduct` does the same for convolutions, over a `PaddedImage`: a choice of the graph
/// alone. Where groups have one channel, `DepthwiseKernel` works channel by channel in near memory;
/// `ConvolveKernel` writes direct loops for the rest (integers, few channels). Loops over scalars
/// are one function (`ScalarLoop`), others call the kernels of their body from the entry
/// (`LoopSchedule`). Factorizations and triangular systems are kernels of their own, over
/// `Matrices` and `MatrixVectors`; `SortKernel` sorts row by row; `ScatterKernel` puts updates into
/// a copy of the operand, or into the operand itself where that is used nowhere else
/// (`ScatterPlaces`). `WorkspacePlan` places what lives between kernels.
///
/// ## The reduction tree
///
/// The reduced axes of a tensor, extents of 1 left out, are neighbours; where they are not, the
/// innermost group of neighbours is folded first, then the next (f16 as f32 in between). The
/// reduced index of a group is row-major. It is cut into chunks of 2048; a chunk is folded as
/// follows.
///
/// - **Contiguous** (no axis is kept inside the reduced ones): in L lanes, L = 64 for elements of
///   up to 4 bytes and 32 for 8 bytes. Each lane starts from the identity (0, 1, an infinity, true,
///   false); lane `i` takes the elements `i, i + L, i + 2 L, ...` of the chunk in order. Then the
///   upper half of the lanes joins the lower, `x[i] = x[i] op x[i + L / 2]`, until one is left.
/// - **Otherwise**: from the identity, in order.
///
/// Chunks join pairwise in index order: `tree(c) = tree(first p chunks) op tree(the others)`, where
/// p is the largest power of two below c. A sum of products is folded by `fma` where the pass that
/// inserts it finds the product in the sum's operand. The identity is not changed by elements that
/// are not there: a lane without elements does not change a bit, so fewer lanes may be used.
@NullMarked
package dev.komodo.schedule;

import org.jspecify.annotations.NullMarked;
