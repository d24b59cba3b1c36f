/// What a log-density with its gradient costs.
///
/// - **For**: the two models that PyTensor was measured with: a call, and the way to the first call
///   from an empty cache and from a full one.
/// - **In and out**: nothing in but the number of turns; a table out.
/// - **Invariants**: a kernel gives the value and the whole gradient in one call; before it is
///   timed, it is compared with central differences in the interpreter's arithmetic.
/// - **Importers**: nobody.
/// - **Start at** [Gradients].
@NullMarked
package dev.komodo.bench.gradient;

import org.jspecify.annotations.NullMarked;
