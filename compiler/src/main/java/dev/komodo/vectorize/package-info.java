/// One graph for many: every value gets a new leading axis, and each op becomes the op that does
/// all of its positions at once.
///
/// - **For**: functions that are written for one element and wanted for a batch.
/// - **In and out**: a [dev.komodo.graph.Graph] and the names of the inputs that come in numbers,
///   or a function of tensors and the tensors to step through; a graph, or tensors, with the
///   leading axis.
/// - **Invariants**: position `i` of a result is what the original gives for position `i` of the
///   mapped inputs; what no mapped input reaches is computed once. What one op can't do for all
///   positions at once, a scan does one after another; results whose extent each position finds for
///   itself are refused by name. A call fails if any position fails.
/// - **Importers**: users; this one imports `graph` and `error`.
/// - **Start at** [Vectorize].
@NullMarked
package dev.komodo.vectorize;

import org.jspecify.annotations.NullMarked;
