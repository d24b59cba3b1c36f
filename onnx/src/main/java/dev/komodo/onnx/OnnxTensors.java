package dev.komodo.onnx;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.importer.TensorLiterals;
import dev.komodo.onnx.model.OnnxFormatException;
import dev.komodo.onnx.model.OnnxReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/// Files of single tensors (`TensorProto`, such as the `input_0.pb` of ONNX's test data).
public final class OnnxTensors {
    private OnnxTensors() {}

    /// Reads a tensor.
    ///
    /// @throws IOException if the file can't be read
    /// @throws InvalidGraphException if it is no tensor
    /// @throws dev.komodo.error.UnsupportedException if the graph language lacks the element type
    public static Literal read(Path file) throws IOException {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        try {
            return TensorLiterals.load(OnnxReader.readTensor(file), folder);
        } catch (OnnxFormatException fault) {
            throw new InvalidGraphException(
                    "The file is not a tensor that can be read: " + fault.getMessage(), fault);
        }
    }
}
