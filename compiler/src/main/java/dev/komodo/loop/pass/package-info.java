/// Rewrites of loop programs that keep their meaning.
///
/// - **For**: the small steps between a schedule and emission: fusing products and sums, replacing
///   vector and unrolled loops by what they stand for, cleaning up indices.
/// - **In and out**: a verified [dev.komodo.loop.LoopProgram] in, another one out.
/// - **Invariants**: the loop interpreter computes the same bits before and after each pass but
///   [InsertFma], whose result it defines; the same program gives the same result. [Vectorize] and
///   [Unroll] come before emission. [InsertFma] comes behind them: it then sees products and sums
///   in their final form (a product that all lanes share is broadcast, and stays a product).
///   [ShareFunctions] is the last: two functions are compared as they will be emitted.
/// - **Importers**: `pipeline`; this package imports `loop` and what `loop` may import.
/// - **Start at** [LoopPass], then [Vectorize].
@NullMarked
package dev.komodo.loop.pass;

import org.jspecify.annotations.NullMarked;
