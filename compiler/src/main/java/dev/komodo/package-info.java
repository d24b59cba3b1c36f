/// The front door: [Komodo] compiles [dev.komodo.graph.Graph]s into [dev.komodo.runtime.Kernel]s.
///
/// - **For**: what a program opens once and closes last.
/// - **In and out**: [Options] and graphs in; kernels out.
/// - **Invariants**: the cache is asked with the graph as it was built; a hit runs no pass and no
///   optimiser.
/// - **Importers**: users, and the modules `onnx`, `cli`, `bench`, `examples`.
/// - **Start at** [Komodo].
@NullMarked
package dev.komodo;

import org.jspecify.annotations.NullMarked;
