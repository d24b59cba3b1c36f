package dev.komodo.onnx.model;

import java.util.List;
import java.util.Optional;

/// The type of a value: `TypeProto`.
public sealed interface OnnxType {
    /// A dense tensor.
    ///
    /// @param element its elements' type
    /// @param shape its sizes, if even its rank is declared
    record Tensor(OnnxDataType element, Optional<List<OnnxDimension>> shape) implements OnnxType {
        public Tensor {
            shape = shape.map(List::copyOf);
        }
    }

    /// A sparse tensor.
    record SparseTensor(OnnxDataType element, Optional<List<OnnxDimension>> shape)
            implements OnnxType {
        public SparseTensor {
            shape = shape.map(List::copyOf);
        }
    }

    /// Any number of values of one type.
    record Sequence(OnnxType element) implements OnnxType {}

    /// Values by key.
    record Dictionary(OnnxDataType key, OnnxType value) implements OnnxType {}

    /// A value or none.
    record Maybe(OnnxType element) implements OnnxType {}

    /// A type of a foreign domain.
    record Opaque(String domain, String name) implements OnnxType {}

    /// Nothing is declared.
    record Undeclared() implements OnnxType {}
}
