/// Tests of the importer's own rooms.
///
/// - **For**: what can't be said through a model file; the table of operators in
///   `docs/operators.md`.
/// - **In and out**: nothing; JUnit runs it.
/// - **Invariants**: seeded, deterministic.
/// - **Importers**: nobody.
/// - **Start at** [BorderConversionTest], [OperatorReferenceTest].
@NullMarked
package dev.komodo.onnx.importer;

import org.jspecify.annotations.NullMarked;
