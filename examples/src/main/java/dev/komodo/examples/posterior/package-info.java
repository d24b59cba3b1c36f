/// A complete program that samples a posterior, and the pieces to make others.
///
/// - **For**: showing how a model becomes a kernel, and how processes share it; a sampler to copy.
/// - **In**: a model and data. **Out**: draws, a table, a page.
/// - **Invariants**: `model`, `nuts` and `diagnostics` import none of the others; `chains` imports
///   them; `report` imports `chains`; this package imports all.
/// - **Importers**: nobody but tests.
/// - **Start at** [EightSchools], then [dev.komodo.examples.posterior.chains.ChainProcess].
@NullMarked
package dev.komodo.examples.posterior;

import org.jspecify.annotations.NullMarked;
