/// The posteriors of the shared folder, which is not part of the repository: their densities in the
/// public API, beside golden values and reference draws.
///
/// - **For**: showing that kernels and sampler are right on real models.
/// - **In**: `posteriors` of the folder that the property `komodo.shared` names. **Out**: verdicts.
/// - **Invariants**: no data of others is copied here; without the folder the tests are skipped.
/// - **Importers**: nobody.
/// - **Start at** [Models].
@NullMarked
package dev.komodo.examples.posterior.shared;

import org.jspecify.annotations.NullMarked;
