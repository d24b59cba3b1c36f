package dev.komodo.onnx;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.importer.GraphImporter;
import dev.komodo.onnx.importer.ModelSource;
import dev.komodo.onnx.importer.TensorsOnly;
import dev.komodo.onnx.model.OnnxFormatException;
import dev.komodo.onnx.model.OnnxGraph;
import dev.komodo.onnx.model.OnnxReader;
import dev.komodo.onnx.model.OnnxValueInfo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// An ONNX model: read from a file, and a graph on demand. Immutable and safe between threads.
///
/// Inputs of the graph are the model's inputs in their order, without those that are constants of
/// the model (older files list them) and without fixed ones; sizes that the model names or leaves
/// open are symbols. An initializer that is also an input is a constant: its value can't be
/// overridden. Where the values of an input determine shapes, the model has no graph until they are
/// fixed: [#specialise(Map)].
///
/// ```java
/// Graph graph = OnnxModel.read(Path.of("digits.onnx")).graph();
/// ```
public final class OnnxModel {
    private final ModelSource source;
    private final Map<String, Literal> fixedInputs;
    private final Map<String, Long> fixedDims;
    private @Nullable Graph graph;

    private OnnxModel(
            ModelSource source, Map<String, Literal> fixedInputs, Map<String, Long> fixedDims) {
        this.source = source;
        this.fixedDims = Map.copyOf(fixedDims);
        this.fixedInputs = Map.copyOf(fixedInputs);
    }

    /// Reads a model and its constants, those in external files below the model's folder included.
    ///
    /// @throws IOException if a file can't be read
    /// @throws InvalidGraphException if the file is no model
    /// @throws UnsupportedException if the model has sparse constants
    public static OnnxModel read(Path file) throws IOException {
        return read(file, Map.of());
    }

    /// Reads a model of which some inputs have one value for good.
    ///
    /// @param fixedInputs values by the names of inputs; they become part of the graph
    /// @throws IOException if a file can't be read
    /// @throws InvalidGraphException if the file is no model or has no such input
    /// @throws UnsupportedException if the model has sparse constants
    public static OnnxModel read(Path file, Map<String, Literal> fixedInputs) throws IOException {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        try {
            ModelSource source = ModelSource.load(OnnxReader.readModel(file), folder);
            return new OnnxModel(source, Map.of(), Map.of()).withInputs(fixedInputs);
        } catch (OnnxFormatException fault) {
            throw new InvalidGraphException(
                    "The file is not a model that can be read: " + fault.getMessage(), fault);
        }
    }

    /// The name that the model gives its graph; may be empty.
    public String name() {
        return source.file().graph().name();
    }

    /// The names of the inputs that have one value for good.
    public Set<String> fixedInputs() {
        return fixedInputs.keySet();
    }

    /// The names of the inputs that a call must give, in order.
    public List<String> inputs() {
        return source.file().graph().inputs().stream()
                .map(OnnxValueInfo::name)
                .filter(name -> !isConstant(name) && !fixedInputs.containsKey(name))
                .toList();
    }

    /// The names of the outputs, in order.
    public List<String> outputs() {
        return source.file().graph().outputs().stream().map(OnnxValueInfo::name).toList();
    }

    /// Refuses a model that declares an input or an output to be anything but a tensor.
    ///
    /// @throws UnsupportedException if it does, naming the value
    public void requireTensors() {
        OnnxGraph graph = source.file().graph();
        TensorsOnly.require(graph.inputs());
        TensorsOnly.require(graph.outputs());
    }

    private boolean isConstant(String name) {
        return source.file().graph().initializers().stream()
                .anyMatch(tensor -> tensor.name().equals(name));
    }

    /// This model with more inputs fixed.
    ///
    /// @throws InvalidGraphException if an input does not exist or is fixed already
    public OnnxModel withInputs(Map<String, Literal> values) {
        if (values.isEmpty()) {
            return this;
        }
        Map<String, Literal> all = new HashMap<>(fixedInputs);
        for (Map.Entry<String, Literal> value : values.entrySet()) {
            if (!inputs().contains(value.getKey())) {
                throw new InvalidGraphException(
                        "The model '"
                                + name()
                                + "' has no open input '"
                                + value.getKey()
                                + "'; its open inputs are "
                                + inputs());
            }
            all.put(value.getKey(), value.getValue());
        }
        return new OnnxModel(source, all, fixedDims);
    }

    /// This model for inputs of some sizes only: its graph has constants for these symbolic dims,
    /// and a kernel of its own, which may be faster than the one for any size.
    ///
    /// @param sizes by the names of symbolic dims of the inputs, as the graph prints them
    /// @throws InvalidGraphException if a size is negative, or given already; an unknown name is
    ///   refused by [#graph()]
    public OnnxModel withDims(Map<String, Long> sizes) {
        if (sizes.isEmpty()) {
            return this;
        }
        Map<String, Long> all = new HashMap<>(fixedDims);
        sizes.forEach(
                (name, size) -> {
                    if (size < 0 || all.put(name, size) != null) {
                        throw new InvalidGraphException(
                                "The dim '"
                                        + name
                                        + "' cannot be "
                                        + size
                                        + (size < 0 ? "" : ": it has a size already"));
                    }
                });
        return new OnnxModel(source, fixedInputs, all);
    }

    /// This model with those inputs fixed whose values its graph cannot be built without: the ones
    /// that determine shapes, axes, conditions.
    ///
    /// @param arguments values to take from, by the names of inputs; what is not needed is left
    /// @throws UnsupportedException if something can't be imported yet
    /// @throws InvalidGraphException if the model has no meaning
    public OnnxModel specialise(Map<String, Literal> arguments) {
        Map<String, Literal> fixed = new HashMap<>(fixedInputs);
        while (true) {
            GraphImporter importer = new GraphImporter(source, fixed, fixedDims);
            try {
                OnnxModel model = new OnnxModel(source, fixed, fixedDims);
                model.graph = importer.run();
                return model;
            } catch (UnsupportedException fault) {
                Set<String> more = new HashSet<>(importer.neededInputs());
                more.retainAll(arguments.keySet());
                if (!fixed.keySet().containsAll(more)) {
                    more.forEach(name -> fixed.put(name, arguments.get(name)));
                } else {
                    throw fault;
                }
            }
        }
    }

    /// The model as a graph, imported at the first call.
    ///
    /// @throws UnsupportedException if something of the model can't be imported yet, naming all
    ///   operators that can't, or if the values of inputs determine shapes, naming the inputs
    /// @throws InvalidGraphException if the model has no meaning, naming the node, or if it has no
    ///   dim that was fixed
    public synchronized Graph graph() {
        if (graph == null) {
            graph = new GraphImporter(source, fixedInputs, fixedDims).run();
        }
        return graph;
    }
}
