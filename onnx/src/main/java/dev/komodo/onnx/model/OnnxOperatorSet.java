package dev.komodo.onnx.model;

/// Which version of a domain's operators a model means: `OperatorSetIdProto`.
///
/// @param domain empty for ONNX's own
public record OnnxOperatorSet(String domain, long version) {}
