/// ONNX Runtime as a peer.
///
/// - **For**: running a model by ONNX Runtime beside Komodo, in one process, with inputs and
///   outputs bound beforehand.
/// - **In and out**: [dev.komodo.measure.peer].
/// - **Invariants**: nothing of Komodo's product depends on this module; its jar and ONNX Runtime's
///   are loaded by a class loader of their own, when a user asks for them.
/// - **Importers**: `bench`; tests.
/// - **Start at** [OnnxRuntimePeer].
@NullMarked
package dev.komodo.peer.onnxruntime;

import org.jspecify.annotations.NullMarked;
