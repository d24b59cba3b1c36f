package dev.komodo.onnx.model;

import java.util.List;

/// A graph: `GraphProto`.
///
/// @param nodes in topological order, by the standard; not checked here
/// @param initializers constants by name. One that is also an input is that input's default (all
///   are, up to IR version 3)
/// @param sparseInitializers constants stored sparsely
/// @param inputs what the caller gives
/// @param outputs what the caller gets
/// @param valueInfos types of values in between, as far as declared
public record OnnxGraph(
        String name,
        List<OnnxNode> nodes,
        List<OnnxTensor> initializers,
        List<OnnxSparseTensor> sparseInitializers,
        List<OnnxValueInfo> inputs,
        List<OnnxValueInfo> outputs,
        List<OnnxValueInfo> valueInfos) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        sparseInitializers = List.copyOf(sparseInitializers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        valueInfos = List.copyOf(valueInfos);
    }
}
