package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.onnx.model.OnnxAttribute;
import dev.komodo.onnx.model.OnnxNode;
import dev.komodo.onnx.model.OnnxOperatorSet;

import java.util.List;
import java.util.Map;

/// What nodes are read under: the graph's operator sets, or those of the function that they are the
/// body of, with the attributes that it was called with.
///
/// @param attributes of the call, by name; empty outside of functions
/// @param depth how many calls deep
record Frame(List<OnnxOperatorSet> operatorSets, Map<String, OnnxAttribute> attributes, int depth) {
    private static final int MAXIMAL_DEPTH = 64;

    Frame {
        operatorSets = List.copyOf(operatorSets);
        attributes = Map.copyOf(attributes);
        if (depth > MAXIMAL_DEPTH) {
            throw new InvalidGraphException(
                    "Functions of the model call each other more than "
                            + MAXIMAL_DEPTH
                            + " deep; a function must not call itself");
        }
    }

    /// The version of a domain's operators; 1 where the model does not say, as in its earliest
    /// files.
    int version(String domain) {
        return operatorSets.stream()
                .filter(set -> set.domain().equals(domain))
                .mapToInt(set -> Math.clamp(set.version(), 1, Integer.MAX_VALUE))
                .findFirst()
                .orElse(1);
    }

    /// The node with the attributes that it takes from the call in their place; what the call
    /// leaves out is left out.
    OnnxNode resolved(OnnxNode node) {
        if (node.attributes().stream().noneMatch(OnnxAttribute.Reference.class::isInstance)) {
            return node;
        }
        List<OnnxAttribute> resolved =
                node.attributes().stream()
                        .filter(a -> !isOpen(a))
                        .map(a -> a instanceof OnnxAttribute.Reference r ? given(r) : a)
                        .toList();
        return new OnnxNode(
                node.name(),
                node.operator(),
                node.domain(),
                node.overload(),
                node.inputs(),
                node.outputs(),
                resolved);
    }

    private boolean isOpen(OnnxAttribute attribute) {
        return attribute instanceof OnnxAttribute.Reference(String _, String referenced)
                && !attributes.containsKey(referenced);
    }

    private OnnxAttribute given(OnnxAttribute.Reference reference) {
        OnnxAttribute given = attributes.get(reference.referenced());
        if (given == null) {
            throw new IllegalArgumentException("left out: " + reference);
        }
        return renamed(given, reference.name());
    }

    private static OnnxAttribute renamed(OnnxAttribute attribute, String name) {
        return switch (attribute) {
            case OnnxAttribute.FloatValue(String _, float value) ->
                    new OnnxAttribute.FloatValue(name, value);
            case OnnxAttribute.IntegerValue(String _, long value) ->
                    new OnnxAttribute.IntegerValue(name, value);
            case OnnxAttribute.StringValue(String _, var value) ->
                    new OnnxAttribute.StringValue(name, value);
            case OnnxAttribute.TensorValue(String _, var value) ->
                    new OnnxAttribute.TensorValue(name, value);
            case OnnxAttribute.SparseTensorValue(String _, var value) ->
                    new OnnxAttribute.SparseTensorValue(name, value);
            case OnnxAttribute.GraphValue(String _, var value) ->
                    new OnnxAttribute.GraphValue(name, value);
            case OnnxAttribute.TypeValue(String _, var value) ->
                    new OnnxAttribute.TypeValue(name, value);
            case OnnxAttribute.Floats(String _, var values) ->
                    new OnnxAttribute.Floats(name, values);
            case OnnxAttribute.Integers(String _, var values) ->
                    new OnnxAttribute.Integers(name, values);
            case OnnxAttribute.Strings(String _, var values) ->
                    new OnnxAttribute.Strings(name, values);
            case OnnxAttribute.Tensors(String _, var values) ->
                    new OnnxAttribute.Tensors(name, values);
            case OnnxAttribute.SparseTensors(String _, var values) ->
                    new OnnxAttribute.SparseTensors(name, values);
            case OnnxAttribute.Graphs(String _, var values) ->
                    new OnnxAttribute.Graphs(name, values);
            case OnnxAttribute.Types(String _, var values) -> new OnnxAttribute.Types(name, values);
            case OnnxAttribute.Reference(String _, String referenced) ->
                    new OnnxAttribute.Reference(name, referenced);
        };
    }
}
