/// Side-by-side measurements.
///
/// - **For**: ratios against peers and against this machine's ceilings, measured in one process,
///   interleaved, medians.
/// - **In and out**: the models in `bench/models` and graphs built here in; a table on standard
///   output.
/// - **Invariants**: results are compared before they are timed; inputs are random, never zeros.
/// - **Importers**: nobody.
/// - **Start at** [Proofs].
@NullMarked
package dev.komodo.bench;

import org.jspecify.annotations.NullMarked;
