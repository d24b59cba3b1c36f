/// Tests of the importer's own rooms.
///
/// - **For**: what can't be said through a model file.
/// - **In and out**: nothing; JUnit runs it.
/// - **Invariants**: seeded, deterministic.
/// - **Importers**: nobody.
/// - **Start at** [BorderConversionTest].
@NullMarked
package dev.komodo.onnx.importer;

import org.jspecify.annotations.NullMarked;
