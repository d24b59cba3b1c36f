package dev.komodo.onnx.numpy;

import java.nio.ByteOrder;
import java.util.List;

/// What a `.npy` file says about its elements.
///
/// @param order how the bytes of an element are ordered in the file
/// @param fortranOrder whether the first index runs fastest
/// @param dataOffset where the elements start, in bytes from the start of the file
record NpyHeader(
        NpyType type, ByteOrder order, boolean fortranOrder, List<Long> shape, int dataOffset) {
    NpyHeader {
        shape = List.copyOf(shape);
    }
}
