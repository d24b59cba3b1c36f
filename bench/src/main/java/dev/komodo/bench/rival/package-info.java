/// What else computes the same: libraries, a C compiler, and what a Java programmer has today.
///
/// - **For**: the columns beside ONNX Runtime in the table of targets.
/// - **In and out**: a model's arrays in; a call and its result out.
/// - **Invariants**: a rival does the whole work of a call on arrays that it was given beforehand,
///   at the number of threads that it was asked for; one that this machine does not have is a
///   [dev.komodo.measure.peer.PeerException].
/// - **Importers**: `bench`'s commands.
/// - **Start at** [Rival].
@NullMarked
package dev.komodo.bench.rival;

import org.jspecify.annotations.NullMarked;
