package dev.komodo.onnx.numpy;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Places elements of which the first index runs fastest where they belong when the last one does.
/// They come in pieces, in the order of the file. Not safe between threads.
final class FortranOrder {
    private final int elementBytes;
    private final MemorySegment destination;
    private final long[] sizes;
    private final long[] strides;
    private final long[] index;
    private long offset;

    /// @param shape of rank 1 at least, without zeros
    /// @param destination of exactly the array's bytes
    FortranOrder(int elementBytes, List<Long> shape, MemorySegment destination) {
        this.elementBytes = elementBytes;
        this.destination = destination;
        this.sizes = shape.stream().mapToLong(Long::longValue).toArray();
        this.strides = new long[sizes.length];
        this.index = new long[sizes.length];
        long stride = elementBytes;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
    }

    /// Places the elements in the first `length` bytes, a multiple of the element's.
    void place(byte[] chunk, int length) {
        int position = 0;
        while (position < length) {
            int left = (length - position) / elementBytes;
            int run = (int) Math.min(left, sizes[0] - index[0]);
            ElementOrder.spread(
                    chunk, position, run, elementBytes, destination, offset, strides[0]);
            position += run * elementBytes;
            advance(run);
        }
    }

    private void advance(int run) {
        index[0] += run;
        offset += run * strides[0];
        for (int axis = 0; axis < sizes.length - 1 && index[axis] == sizes[axis]; axis++) {
            index[axis] = 0;
            index[axis + 1]++;
            offset += strides[axis + 1] - strides[axis] * sizes[axis];
        }
    }
}
