/// Products of matrices and everything that is one: contractions and convolutions.
///
/// - **For**: writing the loops of a product for a target, from tiny to large, with any source of
///   elements and any treatment of the finished ones.
/// - **In and out**: a [Contraction] (extents, two [PackSource]s, an [Epilogue]) or, for a
///   convolution, a [SlidingProduct] or a [LineProduct] in; statements in the caller's block,
///   scratch memory and functions asked of the caller's [Scope] out.
/// - **Invariants**: the numbers are those of the definition below, bit for bit, for every driver,
///   target, layout, number of threads and size of cache; each element goes through the epilogue
///   once; nothing outside the operands is read.
/// - **Importers**: `schedule`, the front door and benchmarks; this package imports `graph`, `loop`
///   and `target`.
/// - **Start at** [Contraction], then [Gemm]; [DotContraction], then [DotGemm]; [Attention], then
///   [AttentionTask].
///
/// ## The numbers
///
/// `result[i, j]` is the sum over `k` of `left[i, k] * right[j, k]`, computed in the contraction's
/// dtype (operands in f16 are first cast to f32, exactly). The contracted axis is cut into blocks
/// of [Contraction#BLOCK_DEPTH]. Within a block, the sum starts from 0 and takes the products in
/// order, each by one `fma`. The sums of the blocks are added in order, beginning with the first
/// block's. An empty axis gives 0. The order never depends on the target, on the other extents or
/// on threads.
///
/// Products of bf16 ([DotGemm]) have the numbers of their elements cast to f32. Products of 8-bit
/// integers are exact sums modulo 2^32, so their order is open.
///
/// ## Few bits
///
/// A [DotContraction] packs elements into words of 32 bits, neighbours along the contracted axis
/// together, and multiplies a word at a time ([dev.komodo.loop.Expr.Dot]).
///
/// - **8-bit integers**, where the processor has VNNI: four to a word. The instruction wants one
///   operand without a sign and one with; where both have the same sort, 128 is moved from one side
///   to zero points, and those are taken from the sums at the end, with sums of rows and columns
///   that the packers take along ([DotRoles]). Elsewhere: two to a word as i16, zero points taken
///   while packing. Nothing saturates.
/// - **bf16**, where the processor has AVX512-BF16: two to a word, the first one as the upper half,
///   which the instruction adds first: two `fma` in the defined order. It takes subnormal numbers
///   for zeros, which the definition does not: the packers look at each element, and where one is
///   small enough for a subnormal number to come up ([BrainRange]), that panel is multiplied in
///   f32. source: Intel SDM volume 2, `VDPBF16PS`; 20 million random pairs on a Zen 5 agreed.
///   Elsewhere the elements are cast to f32 while they are packed, by [Gemm].
/// - **f16** is cast to f32 while it is packed, by [Gemm].
/// - **AMX is not used.** A tile's sums of bf16 are taken in another order than the one above, so
///   they need an option that allows other algebra, and tiles need the operating system's
///   permission.
@NullMarked
package dev.komodo.contract;

import org.jspecify.annotations.NullMarked;
