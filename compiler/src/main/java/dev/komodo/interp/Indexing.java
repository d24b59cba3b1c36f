package dev.komodo.interp;

import java.util.List;
import java.util.stream.IntStream;

/// Row-major positions.
final class Indexing {
    private Indexing() {}

    /// How far apart the elements along each axis are.
    static int[] strides(long[] sizes) {
        int[] strides = new int[sizes.length];
        int stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= (int) sizes[axis];
        }
        return strides;
    }

    /// The coordinates of a flat position.
    static void unravel(int flat, long[] sizes, int[] coordinates) {
        int rest = flat;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            int size = (int) sizes[axis];
            coordinates[axis] = rest % size;
            rest /= size;
        }
    }

    /// The offsets of all positions within the given axes, in row-major order.
    static int[] offsets(long[] sizes, List<Integer> axes) {
        int[] strides = strides(sizes);
        int count = 1;
        for (int axis : axes) {
            count = Math.multiplyExact(count, (int) sizes[axis]);
        }
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            for (int at = axes.size() - 1; at >= 0; at--) {
                int axis = axes.get(at);
                offsets[i] += rest % (int) sizes[axis] * strides[axis];
                rest /= (int) sizes[axis];
            }
        }
        return offsets;
    }

    /// The axes that are not listed, ascending.
    static List<Integer> others(int rank, List<Integer> axes) {
        return IntStream.range(0, rank).boxed().filter(axis -> !axes.contains(axis)).toList();
    }
}
