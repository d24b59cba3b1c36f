/// The loop language: what a schedule decides and what emission translates, one statement at a
/// time.
///
/// - **For**: loop nests over flat buffers with explicit vectors, masks, loaded indices and early
///   exits. [LoopVerifier] checks it, [LoopPrinter] and [LoopParser] turn it into text and back,
///   [LoopInterpreter] is its meaning, bit for bit what the emitted code computes.
/// - **In and out**: a `schedule` (or a parser) makes a [LoopProgram]; passes rewrite it; `emit`
///   turns it into LLVM IR.
/// - **Invariants**: a variable is defined once, before its uses, in an enclosing block; only
///   declared variables are assigned, and never from inside a parallel loop that does not enclose
///   their declaration; indices count elements of a buffer, not bytes; every index that is not
///   masked off is inside its buffer; every expression has one [LoopType].
/// - **Importers**: `math`, `contract`, `schedule`, `emit` and what stands right of them; this
///   package imports `graph` (for [dev.komodo.graph.DType]), `target` and `error`.
/// - **Start at** [Stmt] and [Expr], then [LoopProgram].
///
/// ## Semantics
///
/// Floats are IEEE 754, round to nearest even, each operation rounded on its own; `fma` is one
/// rounding and stands only where it is written. f16 values exist only in buffers, in [Expr.Cast]
/// and in moves (load, store, select, shuffle): arithmetic on f16 is not part of the language.
/// Integers wrap. Division, remainder and shifts are total, as the graph's ops define them (`x / 0
/// = 0`, `MIN / -1 = MIN`). Minimum and maximum propagate NaN and order -0.0 below 0.0. A lane that
/// is masked off reads zero, writes nothing and touches no memory. The iterations of a parallel
/// loop are independent. A [Stmt.Fail] records the lowest (index) failure of a call and goes on:
/// what follows must be safe.
@NullMarked
package dev.komodo.loop;

import org.jspecify.annotations.NullMarked;
