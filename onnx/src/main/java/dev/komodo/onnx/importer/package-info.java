/// From a decoded ONNX model to a graph of Komodo.
///
/// **What this room is for.** It knows what ONNX's operators mean. Each is a row of a table (name,
/// first operator set, rule) in the file of its family; a rule reads a node through
/// [dev.komodo.onnx.importer.NodeContext] and builds tensors.
///
/// **In and out.** In: [dev.komodo.onnx.importer.ModelSource], a decoded model with its constants
/// in memory. Out: a verified [dev.komodo.graph.Graph].
///
/// **Invariants.**
/// - What is known before the call stays out of the graph as long as it can: constants are literals
///   and nodes of small constants are evaluated by the interpreter; extents are dim expressions, so
///   that Shape, Gather, Concat, Reshape works for symbolic sizes.
/// - A shape that depends on the values of inputs is refused, and the refusal names the inputs.
/// - All unknown operators of a model are reported at once. A fault names its node.
/// - Nothing is approximated: an operator, attribute or output that is not built is refused by
///   name.
///
/// **Who may import it.** `dev.komodo.onnx` only.
///
/// **Where to start.** `OperatorTable`, a family such as `ArithmeticOperators`, then
/// `GraphImporter`.
@NullMarked
package dev.komodo.onnx.importer;

import org.jspecify.annotations.NullMarked;
