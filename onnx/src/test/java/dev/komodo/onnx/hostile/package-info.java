/// Files that somebody damaged or made up to do harm.
///
/// - **For**: the promise that no input ends a process: what a reader makes of a mutant is a model,
///   or an exception that says what is wrong, in bounded memory.
/// - **In**: good files; **out**: verdicts.
/// - **Invariants**: mutants are seeded, and named by their seed.
/// - **Importers**: nobody.
/// - **Start at** [HostileModelsTest].
@NullMarked
package dev.komodo.onnx.hostile;

import org.jspecify.annotations.NullMarked;
