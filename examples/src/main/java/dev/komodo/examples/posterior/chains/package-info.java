/// Chains as sibling processes that share one cache.
///
/// - **For**: sampling a [dev.komodo.examples.posterior.model.Posterior] by several JVMs, each of
///   which takes the kernels from the cache, where one of them has put them; watching them; and
///   putting together what they drew.
/// - **In**: a program's main class and the posterior that it samples. **Out**: `samples.npz`,
///   `report.html`, a table, an exit status.
/// - **Invariants**: a chain that fails, in whatever way, is named, and the others finish; chains
///   never outlive their parent; all processes compute the same density, bit for bit, or the run
///   fails.
/// - **Importers**: programs.
/// - **Start at** [Sampling] for the parent, [ChainProcess] for a child.
@NullMarked
package dev.komodo.examples.posterior.chains;

import org.jspecify.annotations.NullMarked;
