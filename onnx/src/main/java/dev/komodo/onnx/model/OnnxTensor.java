package dev.komodo.onnx.model;

import java.util.List;

/// A constant: `TensorProto`.
///
/// @param name empty where nothing refers to it
/// @param type its elements' type
/// @param dims its sizes, none negative; empty for a single element
/// @param data its elements, of which there are exactly as many as the dims say
public record OnnxTensor(String name, OnnxDataType type, List<Long> dims, OnnxTensorData data) {
    public OnnxTensor {
        dims = List.copyOf(dims);
        elementCount(dims); // overflow
    }

    /// How many elements there are.
    public long elementCount() {
        return elementCount(dims);
    }

    /// How many bytes they take in the layout of `raw_data`; 0 for texts.
    public long byteSize() {
        return byteSize(type, dims);
    }

    /// The product of sizes.
    ///
    /// @throws ArithmeticException if one is negative or the product leaves 63 bits
    static long elementCount(List<Long> dims) {
        long count = 1;
        boolean empty = false;
        for (long dim : dims) {
            if (dim < 0) {
                throw new ArithmeticException("a size of " + dim);
            }
            empty |= dim == 0;
            count = Math.multiplyExact(count, Math.max(dim, 1));
        }
        return empty ? 0 : count;
    }

    /// The bytes of packed elements.
    ///
    /// @throws ArithmeticException if a size is negative or the number of bits leaves 63 bits
    static long byteSize(OnnxDataType type, List<Long> dims) {
        return Math.ceilDiv(Math.multiplyExact(elementCount(dims), (long) type.bits()), Byte.SIZE);
    }
}
