package dev.komodo.onnx.conformance;

import dev.komodo.Komodo;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A way to run graphs.
@FunctionalInterface
public interface GraphRunner {
    /// The outputs of a graph, in its order.
    ///
    /// @param arguments a value for each of the graph's inputs, by name; more are ignored
    List<Literal> run(Graph graph, Map<String, Literal> arguments);

    /// Runs compiled kernels.
    ///
    /// @param komodo stays open as long as the runner is used; the caller closes it
    static GraphRunner compiled(Komodo komodo) {
        return (graph, arguments) -> {
            try (Kernel kernel = komodo.compile(graph);
                    Arena arena = Arena.ofConfined()) {
                Map<String, NDArray> arrays = new HashMap<>();
                for (Signature.Parameter input : kernel.signature().inputs()) {
                    Literal value = arguments.get(input.name());
                    if (value != null) {
                        arrays.put(input.name(), NDArray.copyOf(arena, value));
                    }
                }
                Map<String, NDArray> outputs = kernel.call(arena, arrays);
                return graph.outputs().stream()
                        .map(output -> Objects.requireNonNull(outputs.get(output.name())))
                        .map(NDArray::toLiteral)
                        .toList();
            }
        };
    }

    /// Runs the reference interpreter.
    static GraphRunner interpreted() {
        return (graph, arguments) ->
                Interpreter.run(
                        graph,
                        graph.inputs().stream().map(Op.Input::name).map(arguments::get).toList());
    }
}
