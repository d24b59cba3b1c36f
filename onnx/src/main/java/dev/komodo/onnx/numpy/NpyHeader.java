package dev.komodo.onnx.numpy;

import java.nio.ByteOrder;
import java.util.List;

/// What a `.npy` file says about its elements.
///
/// @param type the elements' type
/// @param order how the bytes of an element are ordered in the file
/// @param fortranOrder whether the first index runs fastest
/// @param shape the sizes, outermost first
/// @param dataOffset where the elements start, in bytes from the start of the file
record NpyHeader(
        NpyType type, ByteOrder order, boolean fortranOrder, List<Long> shape, int dataOffset) {
    NpyHeader {
        shape = List.copyOf(shape);
    }

    /// Whether the elements lie in the file as they lie in memory but for the bytes' order: at most
    /// one size is larger than one, or the last index runs fastest.
    boolean isInOrder() {
        return !fortranOrder
                || shape.contains(0L)
                || shape.stream().filter(size -> size > 1).count() <= 1;
    }
}
