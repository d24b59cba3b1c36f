package dev.komodo.onnx.importer;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.model.OnnxModelFile;
import dev.komodo.onnx.model.OnnxTensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A model with its constants in memory.
///
/// @param folder where external data of constants inside sub-graphs may lie
/// @param constants the graph's initializers by name, as far as the graph language has their types
public record ModelSource(OnnxModelFile file, Path folder, Map<String, Literal> constants) {
    public ModelSource {
        constants = Map.copyOf(constants);
    }

    /// Brings a model's constants into memory.
    ///
    /// @throws UnsupportedException if one is stored sparsely
    /// @throws IOException if external data can't be read
    public static ModelSource load(OnnxModelFile file, Path folder) throws IOException {
        if (!file.graph().sparseInitializers().isEmpty()) {
            throw new UnsupportedException(
                    "The constant '"
                            + file.graph().sparseInitializers().getFirst().values().name()
                            + "' is stored sparsely, which Komodo cannot import yet; store it"
                            + " densely");
        }
        Map<String, Literal> constants = new HashMap<>();
        for (OnnxTensor tensor : file.graph().initializers()) {
            if (ElementTypes.isKnown(tensor.type())) {
                constants.put(tensor.name(), TensorLiterals.load(tensor, folder));
            }
        }
        return new ModelSource(file, folder, constants);
    }
}
