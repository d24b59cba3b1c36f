/// The way from a graph to object code, every arrow in order.
///
/// - **For**: the list of passes, how they are run (verified, timed, dumped), and nothing else.
/// - **In and out**: a [dev.komodo.graph.Graph] in; object code out.
/// - **Invariants**: a pass is a function: the same input gives the same output to the byte. The
///   runner, not the pass, verifies, times and dumps, and names the guilty pass in an exception.
/// - **Importers**: the front door `dev.komodo`. This package sees all others.
/// - **Start at** [Pipeline].
@NullMarked
package dev.komodo.pipeline;

import org.jspecify.annotations.NullMarked;
