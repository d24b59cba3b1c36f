package dev.komodo.onnx.model;

/// A value's name and type: `ValueInfoProto`.
public record OnnxValueInfo(String name, OnnxType type) {}
