package dev.komodo.onnx.importer;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Scales and zero points in the shape of what they belong to: of the whole tensor, of the places
/// along an axis, or of blocks along it.
final class Scaling {
    private Scaling() {}

    /// A scale or zero point that broadcasts with the data.
    ///
    /// @param index of the input; one of a border format is decoded
    static Tensor of(NodeContext node, Tensor data, int index) {
        Tensor scale = LogicOperators.numbers(node, index);
        if (scale.rank() == 0 || data.rank() == 0) {
            return scale;
        }
        long block = node.integer("block_size", 0);
        int axis = node.axis(node.integer("axis", 1), Math.max(data.rank(), 2));
        if (scale.rank() == 1 && block == 0) {
            List<Dim> dims = new ArrayList<>();
            for (int i = 0; i < data.rank(); i++) {
                dims.add(i == Math.min(axis, data.rank() - 1) ? scale.dim(0) : Dim.of(1));
            }
            return scale.dim(0).is(1) ? scale : scale.reshape(dims.toArray());
        }
        if (scale.rank() != data.rank() || block < 1) {
            throw node.invalid(
                    "a scale or zero point is one number, a vector along the axis, or has a block"
                            + " size and the data's rank; found "
                            + scale.type()
                            + " for "
                            + data.type());
        }
        return repeated(scale, data, axis, block);
    }

    /// Each place along an axis `block` times, up to the data's extent.
    private static Tensor repeated(Tensor scale, Tensor data, int axis, long block) {
        List<Dim> wide = new ArrayList<>(scale.shape().dims());
        wide.add(axis + 1, Dim.of(block));
        List<Dim> joined = new ArrayList<>(scale.shape().dims());
        joined.set(axis, scale.dim(axis).times(Dim.of(block)));
        Tensor all =
                scale.expandDims(axis + 1).broadcastTo(new Shape(wide)).reshape(new Shape(joined));
        return all.slice(axis, Dim.of(0), data.dim(axis), 1);
    }
}
