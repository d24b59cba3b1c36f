package dev.komodo.onnx.importer;

import dev.komodo.error.ExecutionException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.TensorType;
import dev.komodo.interp.Interpreter;
import dev.komodo.onnx.model.OnnxAttribute;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Evaluates nodes of small constants during the import, by the interpreter: so every operator can
/// feed a shape. Nodes that would cost time or give large constants are left to the compiler.
final class ConstantFolding {
    private static final long MAXIMAL_ELEMENTS = 1 << 18;

    private ConstantFolding() {}

    /// Whether all inputs are small constants.
    static boolean applies(NodeContext node) {
        List<Imported> inputs = node.inputs().stream().flatMap(Optional::stream).toList();
        return !inputs.isEmpty()
                && inputs.stream().allMatch(ConstantFolding::isSmall)
                && node.node().attributes().stream()
                        .noneMatch(OnnxAttribute.GraphValue.class::isInstance);
    }

    private static boolean isSmall(Imported value) {
        return value instanceof Imported.Known(Literal literal)
                && literal.data().byteSize() <= Literal.INLINE_BYTES;
    }

    /// The outputs as constants, if that is cheap.
    static Optional<List<Imported>> fold(NodeContext node, Operator operator) {
        GraphBuilder builder = new GraphBuilder("constant");
        List<Imported> outputs =
                operator.rule()
                        .build(
                                new NodeContext(
                                        node.importer(),
                                        node.frame(),
                                        node.scope(),
                                        builder,
                                        node.node(),
                                        node.version(),
                                        node.inputs()));
        if (outputs.stream().anyMatch(Imported.Border.class::isInstance)) {
            return Optional.empty();
        }
        if (outputs.stream().noneMatch(Imported.Computed.class::isInstance)) {
            return Optional.of(outputs);
        }
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) instanceof Imported.Computed(var tensor, var _)) {
                builder.output("output" + i, tensor);
            }
        }
        Graph graph = builder.build();
        return isCheap(graph)
                ? run(graph).map(results -> merged(outputs, results))
                : Optional.empty();
    }

    private static boolean isCheap(Graph graph) {
        long elements = 0;
        for (Node node : graph.nodes()) {
            for (TensorType type : node.types()) {
                elements += elements(type);
            }
        }
        return elements <= MAXIMAL_ELEMENTS
                && graph.outputs().stream()
                        .map(output -> graph.type(output.value()))
                        .allMatch(t -> elements(t) * t.dtype().byteSize() <= Literal.INLINE_BYTES);
    }

    /// The elements at most; beyond the limit where nobody knows.
    private static long elements(TensorType type) {
        return type.shape().elements().bound() instanceof Dim.Fixed(long count)
                ? Math.min(count, MAXIMAL_ELEMENTS + 1)
                : MAXIMAL_ELEMENTS + 1;
    }

    private static Optional<List<Literal>> run(Graph graph) {
        try {
            return Optional.of(Interpreter.run(graph, List.of()));
        } catch (ExecutionException failure) {
            // the same failure belongs to each call of the kernel, where its status is reported
            return Optional.empty();
        }
    }

    private static List<Imported> merged(List<Imported> outputs, List<Literal> results) {
        Iterator<Literal> next = results.iterator();
        List<Imported> merged = new ArrayList<>();
        for (Imported output : outputs) {
            merged.add(
                    output instanceof Imported.Computed ? new Imported.Known(next.next()) : output);
        }
        return List.copyOf(merged);
    }
}
