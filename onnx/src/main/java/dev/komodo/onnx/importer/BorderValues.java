package dev.komodo.onnx.importer;

import dev.komodo.graph.Literal;
import dev.komodo.onnx.model.OnnxDataType;
import dev.komodo.onnx.model.OnnxType;
import dev.komodo.onnx.model.OnnxValueInfo;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which operators take values of a [BorderFormat], and how such values come into the graph.
final class BorderValues {
    /// Operators that put elements elsewhere, whatever they are.
    private static final Set<String> MOVING =
            Set.of(
                    "Concat",
                    "DepthToSpace",
                    "Expand",
                    "Flatten",
                    "Gather",
                    "GatherElements",
                    "GatherND",
                    "Reshape",
                    "Slice",
                    "SpaceToDepth",
                    "Split",
                    "Squeeze",
                    "Tile",
                    "Transpose",
                    "Unsqueeze");

    private BorderValues() {}

    /// A constant of a declared element type.
    static Imported known(Literal literal, OnnxDataType type) {
        return wrapped(new Imported.Known(literal), BorderFormat.of(type));
    }

    /// A value of a declared type.
    static Imported declared(Imported value, OnnxValueInfo info) {
        return info.type() instanceof OnnxType.Tensor tensor
                ? wrapped(value, BorderFormat.of(tensor.element()))
                : value;
    }

    private static Imported wrapped(Imported value, Optional<BorderFormat> format) {
        return format.<Imported>map(known -> new Imported.Border(known, value)).orElse(value);
    }

    /// The format of the elements that the node moves, if it is one that only moves elements.
    static Optional<BorderFormat> moved(NodeContext node) {
        if (!node.node().domain().isEmpty() || !MOVING.contains(node.node().operator())) {
            return Optional.empty();
        }
        return node.inputs().stream()
                .flatMap(Optional::stream)
                .filter(Imported.Border.class::isInstance)
                .map(value -> ((Imported.Border) value).format())
                .findFirst();
    }

    /// The node on codes.
    static NodeContext onCodes(NodeContext node) {
        List<Optional<Imported>> inputs =
                node.inputs().stream().map(input -> input.map(BorderValues::codes)).toList();
        return new NodeContext(
                node.importer(),
                node.frame(),
                node.scope(),
                node.builder(),
                node.node(),
                node.version(),
                inputs);
    }

    /// The codes of a value of a border format; any other value itself.
    static Imported codes(Imported value) {
        return value instanceof Imported.Border(BorderFormat _, Imported codes) ? codes : value;
    }
}
