package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Operators that put elements at positions that a call brings. Updates that meet one element are
/// taken in their row-major order.
final class ScatterOperators {
    private ScatterOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("Scatter", 9, ScatterOperators::scatterElements).until(10),
                    one("ScatterElements", 11, ScatterOperators::scatterElements),
                    one("ScatterND", 11, ScatterOperators::scatterVectors),
                    one("TensorScatter", 24, ScatterOperators::writeCache));

    private static ScatterOp kind(NodeContext node) {
        String reduction = node.text("reduction", "none");
        return switch (reduction) {
            case "none" -> ScatterOp.REPLACE;
            case "add" -> ScatterOp.ADD;
            case "mul" -> ScatterOp.MULTIPLY;
            case "min" -> ScatterOp.MINIMUM;
            case "max" -> ScatterOp.MAXIMUM;
            default -> throw node.invalid("reduction='" + reduction + "' does not exist");
        };
    }

    /// `data [s...], indices [i...], updates [i...] -> [s...]`: an update belongs where its own
    /// position is, but for the axis, where the index says.
    private static Tensor scatterElements(NodeContext node) {
        Tensor data = node.input(0);
        Tensor indices = node.input(1).cast(DType.I64);
        Tensor updates = node.input(2);
        int axis = node.axis(node.integer("axis", 0), data.rank());
        if (indices.rank() != data.rank() || updates.rank() != data.rank()) {
            throw node.invalid(
                    "data, indices and updates must be of one rank, found "
                            + data.type()
                            + ", "
                            + indices.type()
                            + " and "
                            + updates.type());
        }
        Positions positions = new Positions(node.builder(), data.shape().dims());
        Object[] shape = indices.shape().dims().toArray();
        for (int i = 0; i < data.rank(); i++) {
            positions.add(i, i == axis ? indices : node.builder().iota(DType.I64, i, shape));
        }
        return scattered(kind(node), data, data.rank(), positions.flat(), updates);
    }

    /// Updates put at positions among the leading axes, `[i...]`, `[i..., s[k:]...]`.
    private static Tensor scattered(
            ScatterOp kind, Tensor data, int leading, Tensor positions, Tensor updates) {
        List<Dim> dims = data.shape().dims();
        List<Dim> flat = new ArrayList<>();
        flat.add(new Shape(dims.subList(0, leading)).elements());
        flat.addAll(dims.subList(leading, dims.size()));
        return data.reshape(new Shape(flat))
                .scatter(kind, positions, updates, 0)
                .reshape(data.shape());
    }

    /// `data [s...], indices [i..., k], updates [i..., s[k:]...] -> [s...]`.
    private static Tensor scatterVectors(NodeContext node) {
        Tensor data = node.input(0);
        Tensor indices = node.input(1).cast(DType.I64);
        int last = indices.rank() - 1;
        if (last < 0
                || !(indices.dim(last) instanceof Dim.Fixed(long count))
                || count > data.rank()) {
            throw node.invalid(
                    "the last axis of the indices must name at most the axes of "
                            + data.type()
                            + ", found "
                            + indices.type());
        }
        int named = (int) count;
        Positions positions = new Positions(node.builder(), data.shape().dims().subList(0, named));
        for (int axis = 0; axis < named; axis++) {
            positions.add(axis, IndexingOperators.component(indices, axis));
        }
        Shape shape = new Shape(indices.shape().dims().subList(0, last));
        Tensor flat = positions.flat().broadcastTo(shape);
        return scattered(kind(node), data, named, flat, node.input(2));
    }

    /// A cache `[b, ..., s, ...]` whose elements along an axis, from each batch's own on, are
    /// replaced; past the end either nothing is allowed or it goes on at the beginning.
    private static Tensor writeCache(NodeContext node) {
        Tensor cache = node.input(0);
        Tensor update = node.input(1);
        int axis = node.axis(node.integer("axis", -2), cache.rank());
        String mode = node.text("mode", "linear");
        if (axis == 0 || update.rank() != cache.rank()) {
            throw node.invalid(
                    "the cache and the update are of one rank and the axis is not that of the"
                            + " batch, found "
                            + cache.type()
                            + ", "
                            + update.type()
                            + " and axis "
                            + axis);
        }
        Object[] shape = update.shape().dims().subList(0, axis + 1).toArray();
        Tensor at = node.builder().iota(DType.I64, axis, shape);
        if (node.has(2)) {
            at = at.add(IndexingOperators.spread(node.input(2).cast(DType.I64), axis));
        }
        at =
                switch (mode) {
                    case "linear" -> at;
                    case "circular" -> at.floorModulo(Positions.scalar(at, cache.dim(axis)));
                    default -> throw node.invalid("mode='" + mode + "' does not exist");
                };
        List<Dim> leading = cache.shape().dims().subList(0, axis + 1);
        Positions positions = new Positions(node.builder(), leading);
        for (int i = 0; i < axis; i++) {
            positions.add(i, node.builder().iota(DType.I64, i, shape));
        }
        positions.add(axis, at);
        return scattered(ScatterOp.REPLACE, cache, axis + 1, positions.flat(), update);
    }
}
