/// Models in Komodo and in ONNX Runtime, on the same arguments.
///
/// - **For**: what the table of targets and the sweep over shapes have in common.
/// - **In and out**: an ONNX file in; two things to call, whose results were compared, out.
/// - **Invariants**: results are compared before anything is timed; inputs are random, never zeros.
/// - **Importers**: `bench`'s commands.
/// - **Start at** [ModelPair].
@NullMarked
package dev.komodo.bench.model;

import org.jspecify.annotations.NullMarked;
