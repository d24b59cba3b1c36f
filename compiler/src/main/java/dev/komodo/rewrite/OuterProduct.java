package dev.komodo.rewrite;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A contraction over extents of 1 sums nothing: each element of the result is one product.
final class OuterProduct {
    private OuterProduct() {}

    /// `contract(x, y), extents of 1 -> x * y`, both under the result's axes.
    static Optional<Tensor> of(Op op, Site at) {
        if (!(op instanceof Op.Contract contract)) {
            return Optional.empty();
        }
        Shape left = at.shape(contract.left());
        for (int axis : contract.leftContracted()) {
            if (!left.dim(axis).is(1)) {
                return Optional.empty();
            }
        }
        Factor x = Factor.of(contract.left(), contract.leftBatch(), contract.leftContracted(), at);
        Factor y =
                Factor.of(contract.right(), contract.rightBatch(), contract.rightContracted(), at);
        int batch = contract.leftBatch().size();
        if (!x.dims().subList(0, batch).equals(y.dims().subList(0, batch))) {
            return Optional.empty();
        }
        List<Dim> dims = new ArrayList<>(x.dims());
        dims.addAll(y.dims().subList(batch, y.dims().size()));
        Shape result = new Shape(dims);
        return Optional.of(
                x.spread(result, batch, batch, at)
                        .mul(y.spread(result, batch, x.dims().size(), at)));
    }

    /// An operand with its batch axes first and without its contracted ones.
    private record Factor(Value value, List<Dim> dims) {
        static Factor of(Value operand, List<Integer> batch, List<Integer> contracted, Site at) {
            List<Integer> order = new ArrayList<>(batch);
            for (int axis = 0; axis < at.shape(operand).rank(); axis++) {
                if (!batch.contains(axis) && !contracted.contains(axis)) {
                    order.add(axis);
                }
            }
            List<Dim> dims = order.stream().map(axis -> at.shape(operand).dim(axis)).toList();
            List<Integer> all = new ArrayList<>(order);
            all.addAll(contracted);
            Value moved = at.apply(new Op.Transpose(operand, all)).value();
            return new Factor(at.tensor(moved).reshape(new Shape(dims)).value(), dims);
        }

        /// Repeated to the result: batch axes in front, own axes from `first` on.
        Tensor spread(Shape result, int batch, int first, Site at) {
            List<Integer> axes = new ArrayList<>();
            for (int i = 0; i < dims.size(); i++) {
                axes.add(i < batch ? i : first + i - batch);
            }
            return at.apply(new Op.Broadcast(value, result, axes));
        }
    }
}
