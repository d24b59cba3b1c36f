package dev.komodo.onnx.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A model as its file states it: `ModelProto`.
///
/// @param irVersion the version of the file format
/// @param producerName the program that wrote it
/// @param producerVersion and its version
/// @param domain the model's own name space
/// @param modelVersion the model's own version
/// @param operatorSets which operators it means
/// @param graph the graph to run
/// @param functions operators that it defines
/// @param metadata free texts by name
public record OnnxModelFile(
        long irVersion,
        String producerName,
        String producerVersion,
        String domain,
        long modelVersion,
        List<OnnxOperatorSet> operatorSets,
        OnnxGraph graph,
        List<OnnxFunction> functions,
        Map<String, String> metadata) {
    public OnnxModelFile {
        operatorSets = List.copyOf(operatorSets);
        functions = List.copyOf(functions);
        metadata = Map.copyOf(metadata);
    }

    /// The version of a domain's operators, if the model imports them.
    ///
    /// @param wanted the domain, empty for ONNX's own
    public OptionalLong operatorSetVersion(String wanted) {
        return operatorSets.stream()
                .filter(set -> set.domain().equals(wanted))
                .mapToLong(OnnxOperatorSet::version)
                .findFirst();
    }
}
