package dev.komodo.onnx.importer;

import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Reordering of axes.
final class Axes {
    private Axes() {}

    /// The tensor with one axis at another place, the others in their order.
    static Tensor moved(Tensor tensor, int from, int to) {
        if (from == to) {
            return tensor;
        }
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < tensor.rank(); axis++) {
            if (axis != from) {
                order.add(axis);
            }
        }
        order.add(to, from);
        return tensor.transpose(order.stream().mapToInt(Integer::intValue).toArray());
    }
}
