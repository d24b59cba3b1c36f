/// How accurate the vector functions are, and how fast.
///
/// - **For**: `bench/accuracy`, which tries every f32, and `bench/functions`, which times each
///   function in either precision.
/// - **In and out**: names of functions in; a table on standard output.
/// - **Invariants**: what is tried is compiled code, as users run it.
/// - **Importers**: nobody.
/// - **Start at** [ElementwiseFunction].
@NullMarked
package dev.komodo.bench.function;

import org.jspecify.annotations.NullMarked;
