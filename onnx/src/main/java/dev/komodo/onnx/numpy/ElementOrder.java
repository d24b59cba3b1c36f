package dev.komodo.onnx.numpy;

import java.util.Collections;
import java.util.List;

/// Rearranges elements in memory.
final class ElementOrder {
    private ElementOrder() {}

    /// Reverses the bytes of each element in place.
    static void swapBytes(byte[] data, int offset, int elementBytes) {
        for (int start = offset; start + elementBytes <= data.length; start += elementBytes) {
            for (int i = start, j = start + elementBytes - 1; i < j; i++, j--) {
                byte low = data[i];
                data[i] = data[j];
                data[j] = low;
            }
        }
    }

    /// The elements from `offset` on, in which the first index runs fastest, copied so that the
    /// last one does.
    static byte[] fortranToC(byte[] data, int offset, int elementBytes, List<Long> shape) {
        byte[] out = new byte[data.length - offset];
        int rank = shape.size();
        int[] sizes = shape.stream().mapToInt(Math::toIntExact).toArray();
        int[] strides = new int[rank];
        int stride = elementBytes;
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        int[] index = new int[rank];
        int source = offset;
        for (int target = 0; target < out.length; target += elementBytes) {
            System.arraycopy(data, source, out, target, elementBytes);
            for (int axis = rank - 1; axis >= 0; axis--) {
                source += strides[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                source -= strides[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
        return out;
    }

    /// Whether C and Fortran order are the same: at most one size is larger than one.
    static boolean isOneLine(List<Long> shape) {
        return shape.size() - Collections.frequency(shape, 1L) <= 1 || shape.contains(0L);
    }
}
