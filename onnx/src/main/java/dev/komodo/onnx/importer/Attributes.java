package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.onnx.model.OnnxAttribute;
import dev.komodo.onnx.model.OnnxGraph;
import dev.komodo.onnx.model.OnnxNode;
import dev.komodo.onnx.model.OnnxTensor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Typed reading of a node's attributes.
///
/// @param node with no open references
record Attributes(OnnxNode node) {
    /// Whether the node has the attribute.
    boolean has(String name) {
        return node.attribute(name).isPresent();
    }

    /// An integer.
    OptionalLong integer(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> OptionalLong.empty();
            case OnnxAttribute.IntegerValue(String _, long value) -> OptionalLong.of(value);
            case OnnxAttribute other -> throw mistyped(other, "an integer");
        };
    }

    /// A float, widened.
    OptionalDouble real(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> OptionalDouble.empty();
            case OnnxAttribute.FloatValue(String _, float value) -> OptionalDouble.of(value);
            case OnnxAttribute other -> throw mistyped(other, "a float");
        };
    }

    /// A text.
    Optional<String> text(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> Optional.empty();
            case OnnxAttribute.StringValue(String _, var value) -> Optional.of(value.text());
            case OnnxAttribute other -> throw mistyped(other, "a text");
        };
    }

    /// A list of integers.
    Optional<List<Long>> integers(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> Optional.empty();
            case OnnxAttribute.Integers(String _, List<Long> values) -> Optional.of(values);
            case OnnxAttribute other -> throw mistyped(other, "a list of integers");
        };
    }

    /// A list of floats.
    Optional<List<Float>> reals(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> Optional.empty();
            case OnnxAttribute.Floats(String _, List<Float> values) -> Optional.of(values);
            case OnnxAttribute other -> throw mistyped(other, "a list of floats");
        };
    }

    /// A list of texts.
    Optional<List<String>> texts(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> Optional.empty();
            case OnnxAttribute.Strings(String _, var values) ->
                    Optional.of(values.stream().map(value -> value.text()).toList());
            case OnnxAttribute other -> throw mistyped(other, "a list of texts");
        };
    }

    /// A constant.
    Optional<OnnxTensor> tensor(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> Optional.empty();
            case OnnxAttribute.TensorValue(String _, OnnxTensor value) -> Optional.of(value);
            case OnnxAttribute other -> throw mistyped(other, "a tensor");
        };
    }

    /// A sub-graph.
    ///
    /// @throws InvalidGraphException if the node has none of that name
    OnnxGraph graph(String name) {
        return switch (node.attribute(name).orElse(null)) {
            case null -> throw new InvalidGraphException("the attribute '" + name + "' is missing");
            case OnnxAttribute.GraphValue(String _, OnnxGraph value) -> value;
            case OnnxAttribute other -> throw mistyped(other, "a graph");
        };
    }

    private static InvalidGraphException mistyped(OnnxAttribute found, String expected) {
        return new InvalidGraphException(
                "the attribute '"
                        + found.name()
                        + "' must be "
                        + expected
                        + ", found "
                        + found.getClass().getSimpleName());
    }
}
