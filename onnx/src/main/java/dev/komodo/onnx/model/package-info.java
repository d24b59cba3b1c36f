/// ONNX files as plain records: a protobuf wire decoder and what it decodes into.
///
/// **What this room is for.** It answers "what does this file say?", not "what does it mean?": no
/// operator is known here, no shape is inferred, and nothing of the compiler is imported. The
/// decoder is written by hand against the field numbers of `onnx.proto` (ONNX IR versions 3 to 13),
/// because the wire format is small and a generated parser would bring a runtime.
///
/// **In and out.** In: the bytes of a `ModelProto` or a `TensorProto`. Out:
/// [dev.komodo.onnx.model.OnnxModelFile] or [dev.komodo.onnx.model.OnnxTensor], immutable, views of
/// the bytes where they are large. Whatever field of `TensorProto` carries the elements, they come
/// out in one form: that of `raw_data`, little-endian and without gaps.
///
/// **Invariants.**
/// - Bytes are hostile. Every fault is a [dev.komodo.onnx.model.OnnxFormatException] that names the
///   file, the byte and the path of messages to it; no input gives another exception, a stack
///   overflow, or memory beyond a small multiple of its size.
/// - A tensor in memory has exactly the bytes that its type and dims require.
/// - Repeated numbers are read packed and unpacked: files in the wild have both.
/// - External data stays inside the model's folder, links resolved, and is read only when asked
///   for.
/// - The operator domain `ai.onnx` is spelled as the empty text.
///
/// **Who may import it.** The importer, the command line, tests. It imports `java.base` only.
///
/// **Where to start.** [dev.komodo.onnx.model.OnnxReader], then `ModelDecoder`.
@NullMarked
package dev.komodo.onnx.model;

import org.jspecify.annotations.NullMarked;
