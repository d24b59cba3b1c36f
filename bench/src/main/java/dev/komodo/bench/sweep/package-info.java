/// A sweep over shapes: what the bench models do not show.
///
/// - **For**: finding the shapes where Komodo is slowest beside ONNX Runtime, before a user does.
/// - **In and out**: models made here, in memory; a table sorted by ratio out.
/// - **Invariants**: each model is an ordinary ONNX file, and results are compared before they are
///   timed; one that differs fails the command.
/// - **Importers**: nobody.
/// - **Start at** [SweepCases] for what is swept, [Sweep] for the command.
@NullMarked
package dev.komodo.bench.sweep;

import org.jspecify.annotations.NullMarked;
