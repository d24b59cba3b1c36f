package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.List;

/// Row-major positions among elements of given extents, of an index per axis. An index below 0
/// counts from the end; where one is out of bounds, so is the position.
final class Positions {
    private final Shape extents;
    private Tensor position;
    private Tensor isInside;

    /// Positions among elements, no index given yet.
    Positions(GraphBuilder builder, List<Dim> extents) {
        this.extents = new Shape(extents);
        this.position = builder.constant(DType.I64, 0);
        this.isInside = position.equalTo(position);
    }

    /// The next axis's i64 index.
    void add(int axis, Tensor index) {
        Tensor extent = scalar(index, extents.dim(axis));
        Tensor counted = index.less(0).select(index.add(extent), index);
        isInside = isInside.and(counted.greaterEqual(0).and(counted.less(extent)));
        Dim stride = new Shape(extents.dims().subList(axis + 1, extents.rank())).elements();
        position = position.add(counted.mul(scalar(index, stride)));
    }

    /// The positions, i64, in the shape that the indices broadcast to.
    Tensor flat() {
        return isInside.select(position, scalar(position, extents.elements()));
    }

    /// The elements of a tensor of these extents.
    Tensor gathered(Tensor data) {
        return data.reshape(-1).gather(flat(), 0);
    }

    /// An extent as a scalar of a tensor's graph.
    static Tensor scalar(Tensor like, Dim dim) {
        return dim instanceof Dim.Fixed(long size)
                ? like.builder().constant(DType.I64, size)
                : like.builder().dims(dim).squeeze(0);
    }
}
