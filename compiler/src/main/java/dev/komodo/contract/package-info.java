/// Products of matrices and everything that is one: contractions and convolutions.
///
/// - **For**: writing the loops of a product for a target, from tiny to large, with any source of
///   elements and any treatment of the finished ones.
/// - **In and out**: a [Contraction] (extents, two [PackSource]s, an [Epilogue]) or, for a
///   convolution, a [SlidingProduct] in; statements in the caller's block, scratch memory and
///   functions asked of the caller's [Scope] out.
/// - **Invariants**: the numbers are those of the definition below, bit for bit, for every driver,
///   target, layout, number of threads and size of cache; each element goes through the epilogue
///   once; nothing outside the operands is read.
/// - **Importers**: `schedule`, the front door and benchmarks; this package imports `graph`, `loop`
///   and `target`.
/// - **Start at** [Contraction], then [Gemm]; [Attention], then [AttentionTask].
///
/// ## The numbers
///
/// `result[i, j]` is the sum over `k` of `left[i, k] * right[j, k]`, computed in the contraction's
/// dtype (operands in f16 are first cast to f32, exactly). The contracted axis is cut into blocks
/// of [Contraction#BLOCK_DEPTH]. Within a block, the sum starts from 0 and takes the products in
/// order, each by one `fma`. The sums of the blocks are added in order, beginning with the first
/// block's. An empty axis gives 0. The order never depends on the target, on the other extents or
/// on threads.
@NullMarked
package dev.komodo.contract;

import org.jspecify.annotations.NullMarked;
