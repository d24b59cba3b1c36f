package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Taking and putting along an axis where each row has indices of its own, of any integer type; a
/// negative index counts from the end, one out of bounds fails the call by status. All tensors have
/// any dtype, and equal extents but along the axis, which counts from the end if negative.
public final class AlongAxis {
    private AlongAxis() {}

    /// `result[a..., i, b...] = x[a..., indices[a..., i, b...], b...]`: `[a..., s, b...], [a..., k,
    /// b...] -> [a..., k, b...]`.
    public static Tensor take(Tensor x, Tensor indices, int axis) {
        Rows rows = new Rows(x, indices, axis);
        Tensor taken = rows.elements(x).gather(rows.places(), 0);
        return rows.inPlace(taken, rows.like(x, indices));
    }

    /// x with `result[a..., indices[a..., i, b...], b...]` joined with `updates[a..., i, b...]`; of
    /// several, in row-major order of the updates seen with the axis last: `[a..., s, b...], [a...,
    /// k, b...], [a..., k, b...] -> [a..., s, b...]`.
    public static Tensor put(ScatterOp kind, Tensor x, Tensor indices, Tensor updates, int axis) {
        Rows rows = new Rows(x, indices, axis);
        Tensor put = rows.elements(updates);
        return rows.inPlace(rows.elements(x).scatter(kind, rows.places(), put, 0), x.shape());
    }

    /// x as rows along an axis, one behind another.
    private record Rows(Tensor x, Tensor indices, int axis) {
        Rows {
            int rank = x.rank();
            if (rank == 0 || indices.rank() != rank || axis < -rank || axis >= rank) {
                throw new InvalidGraphException(
                        "Indices along axis "
                                + axis
                                + " have the rank of what they index, found "
                                + indices.type()
                                + " for "
                                + x.type());
            }
            axis = axis < 0 ? axis + rank : axis;
            for (int i = 0; i < rank; i++) {
                if (i != axis) {
                    x.builder()
                            .requireEqual(
                                    x.dim(i),
                                    indices.dim(i),
                                    "indices " + indices.shape() + " along axis " + axis);
                }
            }
        }

        private Tensor exchanged(Tensor tensor) {
            return Axes.exchanged(tensor, axis, tensor.rank() - 1);
        }

        Tensor elements(Tensor tensor) {
            return exchanged(tensor).reshape(tensor.shape().elements());
        }

        Shape like(Tensor full, Tensor along) {
            List<Dim> dims = new ArrayList<>(full.shape().dims());
            dims.set(axis, along.dim(axis));
            return new Shape(dims);
        }

        Tensor inPlace(Tensor elements, Shape shape) {
            List<Dim> dims = new ArrayList<>(shape.dims());
            int last = dims.size() - 1;
            dims.set(axis, shape.dim(last));
            dims.set(last, shape.dim(axis));
            return exchanged(elements.reshape(new Shape(dims)));
        }

        /// Where the indices point to among all elements. What is out of bounds of its row is out
        /// of bounds of all.
        Tensor places() {
            GraphBuilder builder = indices.builder();
            Dim count = indices.dim(axis);
            Dim extent = x.dim(axis);
            Dim others = others(x.shape());
            Tensor wide = indices.cast(DType.I64);
            Tensor size = Axes.extent(builder, extent);
            Tensor wrapped = wide.less(0).select(wide.add(size), wide);
            Tensor isInside = wrapped.greaterEqual(0).and(wrapped.less(size));
            Tensor rows = exchanged(isInside.select(wrapped, outside(builder)));
            Tensor start = builder.iota(DType.I64, 0, others, 1).mul(size);
            Tensor places = rows.reshape(others, count).add(start);
            return places.reshape(indices.shape().elements());
        }

        /// Far enough from 0 that no row brings it back.
        private static Tensor outside(GraphBuilder builder) {
            return builder.constant(DType.I64, 1L << 62);
        }

        private Dim others(Shape shape) {
            Dim product = Dim.of(1);
            for (int i = 0; i < shape.rank(); i++) {
                product = i == axis ? product : product.times(shape.dim(i));
            }
            return product;
        }
    }
}
