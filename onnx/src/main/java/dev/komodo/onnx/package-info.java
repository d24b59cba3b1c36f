/// ONNX models as graphs.
///
/// **What this room is for.** The front door of the module: a file in, a graph out.
///
/// **In and out.** In: ONNX files (`.onnx`, and `.pb` of single tensors), values of inputs that
/// determine shapes. Out: [dev.komodo.graph.Graph] and [dev.komodo.graph.Literal].
///
/// **Invariants.** A file that can't be read is an [java.io.IOException]; a bad model is an
/// [dev.komodo.error.InvalidGraphException]; what can't be imported yet is an
/// [dev.komodo.error.UnsupportedException] that says all of it.
///
/// **Who may import it.** Anyone. It imports the compiler's `graph` and `error`.
///
/// **Where to start.** [dev.komodo.onnx.OnnxModel].
@NullMarked
package dev.komodo.onnx;

import org.jspecify.annotations.NullMarked;
