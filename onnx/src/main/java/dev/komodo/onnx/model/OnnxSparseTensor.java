package dev.komodo.onnx.model;

import java.util.List;

/// A constant of which only some elements are stored: `SparseTensorProto`.
///
/// @param values the stored elements, `[n]`; its name is the constant's
/// @param indices their places, INT64: `[n]` in the flattened tensor, or `[n, rank]`
/// @param dims the sizes of the whole
public record OnnxSparseTensor(OnnxTensor values, OnnxTensor indices, List<Long> dims) {
    public OnnxSparseTensor {
        dims = List.copyOf(dims);
    }
}
