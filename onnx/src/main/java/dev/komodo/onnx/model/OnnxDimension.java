package dev.komodo.onnx.model;

/// A size in a declared shape.
public sealed interface OnnxDimension {
    /// A number. Some exporters write negative ones for "unknown"; they are kept as found.
    record Fixed(long size) implements OnnxDimension {}

    /// A name: the same size wherever the graph uses it.
    record Named(String name) implements OnnxDimension {}

    /// Nothing is declared.
    record Unknown() implements OnnxDimension {}
}
