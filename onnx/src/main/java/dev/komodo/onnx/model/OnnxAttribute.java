package dev.komodo.onnx.model;

import java.util.List;

/// A constant parameter of a node: `AttributeProto`.
public sealed interface OnnxAttribute {
    /// The attribute's name, unique in its node.
    String name();

    /// A 32-bit float.
    record FloatValue(String name, float value) implements OnnxAttribute {}

    /// A signed 64-bit integer.
    record IntegerValue(String name, long value) implements OnnxAttribute {}

    /// A text, or arbitrary bytes.
    record StringValue(String name, OnnxBytes value) implements OnnxAttribute {}

    /// A constant.
    record TensorValue(String name, OnnxTensor value) implements OnnxAttribute {}

    /// A sparse constant.
    record SparseTensorValue(String name, OnnxSparseTensor value) implements OnnxAttribute {}

    /// A graph, such as a loop's body.
    record GraphValue(String name, OnnxGraph value) implements OnnxAttribute {}

    /// A type.
    record TypeValue(String name, OnnxType value) implements OnnxAttribute {}

    /// 32-bit floats.
    record Floats(String name, List<Float> values) implements OnnxAttribute {
        public Floats {
            values = List.copyOf(values);
        }
    }

    /// Signed 64-bit integers.
    record Integers(String name, List<Long> values) implements OnnxAttribute {
        public Integers {
            values = List.copyOf(values);
        }
    }

    /// Texts.
    record Strings(String name, List<OnnxBytes> values) implements OnnxAttribute {
        public Strings {
            values = List.copyOf(values);
        }
    }

    /// Constants.
    record Tensors(String name, List<OnnxTensor> values) implements OnnxAttribute {
        public Tensors {
            values = List.copyOf(values);
        }
    }

    /// Sparse constants.
    record SparseTensors(String name, List<OnnxSparseTensor> values) implements OnnxAttribute {
        public SparseTensors {
            values = List.copyOf(values);
        }
    }

    /// Graphs.
    record Graphs(String name, List<OnnxGraph> values) implements OnnxAttribute {
        public Graphs {
            values = List.copyOf(values);
        }
    }

    /// Types.
    record Types(String name, List<OnnxType> values) implements OnnxAttribute {
        public Types {
            values = List.copyOf(values);
        }
    }

    /// In a function's body: the attribute `referenced` of the node that calls the function.
    record Reference(String name, String referenced) implements OnnxAttribute {}
}
