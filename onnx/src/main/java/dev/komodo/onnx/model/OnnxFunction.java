package dev.komodo.onnx.model;

import java.util.List;

/// An operator that the model itself defines: `FunctionProto`.
///
/// @param name the operator's name
/// @param domain its domain
/// @param overload distinguishes functions of one name; usually empty
/// @param attributes names of attributes that a call must give
/// @param attributeDefaults attributes that a call may give, with their defaults
/// @param operatorSets what its nodes mean
public record OnnxFunction(
        String name,
        String domain,
        String overload,
        List<String> inputs,
        List<String> outputs,
        List<String> attributes,
        List<OnnxAttribute> attributeDefaults,
        List<OnnxNode> nodes,
        List<OnnxOperatorSet> operatorSets,
        List<OnnxValueInfo> valueInfos) {
    public OnnxFunction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
        attributeDefaults = List.copyOf(attributeDefaults);
        nodes = List.copyOf(nodes);
        operatorSets = List.copyOf(operatorSets);
        valueInfos = List.copyOf(valueInfos);
    }
}
