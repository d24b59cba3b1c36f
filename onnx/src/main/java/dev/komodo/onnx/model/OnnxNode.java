package dev.komodo.onnx.model;

import java.util.List;
import java.util.Optional;

/// One application of an operator: `NodeProto`.
///
/// @param name for messages; often empty, not necessarily unique
/// @param operator the operator's name, such as `Conv`
/// @param domain the operator's domain, empty for ONNX's own
/// @param overload distinguishes functions of one name; usually empty
/// @param inputs names of values; empty for an optional input that is left out
/// @param outputs names of values; empty for an output that nobody wants
/// @param attributes in the file's order, their names unique
public record OnnxNode(
        String name,
        String operator,
        String domain,
        String overload,
        List<String> inputs,
        List<String> outputs,
        List<OnnxAttribute> attributes) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
    }

    /// The attribute with a name.
    public Optional<OnnxAttribute> attribute(String wanted) {
        return attributes.stream().filter(a -> a.name().equals(wanted)).findFirst();
    }
}
